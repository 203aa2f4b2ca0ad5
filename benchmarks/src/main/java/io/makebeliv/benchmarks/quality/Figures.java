package io.makebeliv.benchmarks.quality;

import java.util.EnumMap;
import java.util.Map;

/** All that was measured of one specimen at one setting. */
final class Figures {

  private final Map<Measure, Double> values = new EnumMap<>(Measure.class);

  private Figures() {}

  /** Compares what went in with what came out, the delay taken out. */
  static Figures of(Specimen specimen, Sound output, Setting setting) {
    Figures figures = new Figures();
    Sound source = specimen.sound();
    Activity active = Activity.of(source);
    PitchTrack before = specimen.pitch();
    PitchTrack after =
        new ReferencePitch(specimen.range().withShifted(setting.ratio())).track(output);

    PitchFigures pitch = PitchFigures.of(before, after, setting.ratio(), active);
    figures.put(Measure.F0_MEDIAN, pitch.medianCents());
    figures.put(Measure.F0_P95, pitch.p95Cents());
    figures.put(Measure.F0_GROSS, pitch.gross());
    figures.put(Measure.VOICING, pitch.changed());
    figures.put(Measure.LOST, pitch.lost());
    figures.put(Measure.UNSHIFTED, pitch.unshifted());

    EnvelopeFigures envelope =
        EnvelopeFigures.of(source, before, output, after, setting.formant(), active);
    figures.put(Measure.ENVELOPE, envelope.logSpectral());
    figures.put(Measure.CEPSTRUM, envelope.melCepstral());
    figures.put(
        Measure.UNVOICED,
        LongTermSpectrum.distance(source, output, before, active, setting.formant()));

    double kurtosis =
        PulseShape.kurtosis(output, before, after, active)
            / PulseShape.kurtosis(source, before, after, active);
    figures.put(Measure.KURTOSIS, kurtosis);
    figures.put(Measure.KURTOSIS_PER_PERIOD, kurtosis * setting.ratio());

    if (specimen.known()) {
      figures.judge(specimen, active);
    }
    if (specimen.speaker() != null && setting.formant() == 1) {
      figures.againstPerfection(specimen, specimen.speaker(), output, after, setting, active);
    }
    figures.put(Measure.VERBATIM, VerbatimShare.of(source, output));
    LevelFaults faults = LevelFaults.of(source, output, active);
    figures.put(Measure.SILENCED, faults.silenced());
    figures.put(Measure.BURSTS, faults.bursts());
    figures.put(Measure.LEVEL, output.levelDb() - source.levelDb());
    return figures;
  }

  /** How far the tracker is to be trusted. */
  private void judge(Specimen specimen, Activity active) {
    PitchTrack tracked = new ReferencePitch(specimen.range()).track(specimen.sound());
    PitchFigures own = PitchFigures.of(specimen.pitch(), tracked, 1, active);
    put(Measure.JUDGE_CENTS, own.medianCents());
    put(Measure.JUDGE_VOICING, own.changed());
  }

  /** The same speaker at the new pitch: what the estimates make of other harmonics cancels out. */
  private void againstPerfection(
      Specimen specimen,
      SyntheticSpeaker speaker,
      Sound output,
      PitchTrack after,
      Setting setting,
      Activity active) {
    Sound source = specimen.sound();
    SyntheticSpeaker shifted = speaker.at(setting.ratio());
    Sound perfect = shifted.voiced(source.rate(), source.seconds());
    PitchTrack pitch = shifted.truth(source.seconds());
    put(
        Measure.ENVELOPE_TRUE,
        EnvelopeFigures.of(perfect, pitch, output, after, 1, active).logSpectral());
    put(
        Measure.ENVELOPE_PERFECT,
        EnvelopeFigures.of(source, specimen.pitch(), perfect, pitch, 1, active).logSpectral());
    put(
        Measure.KURTOSIS_TRUE,
        PulseShape.kurtosis(output, pitch, after, active)
            / PulseShape.kurtosis(perfect, pitch, after, active));
  }

  /** What a voice leaves of sawtooths, which are no specimens. */
  static Figures ofPartials(double at120, double at210) {
    Figures figures = new Figures();
    figures.put(Measure.PARTIALS_120, at120);
    figures.put(Measure.PARTIALS_210, at210);
    return figures;
  }

  /** The value in its own unit, NaN if there is none. */
  double get(Measure measure) {
    return values.getOrDefault(measure, Double.NaN);
  }

  private void put(Measure measure, double value) {
    values.put(measure, value);
  }
}
