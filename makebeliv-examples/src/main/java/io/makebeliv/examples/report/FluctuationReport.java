package io.makebeliv.examples.report;

import io.makebeliv.VoiceConverter;
import io.makebeliv.VoiceSession;
import io.makebeliv.dsp.CorrelationPitchTracker;
import io.makebeliv.fluctuation.Fluctuation;
import io.makebeliv.fluctuation.FluctuationEngine;
import io.makebeliv.pitchshift.PitchShift;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How a voice varies by itself: what it is told to, and what is heard of it in a vowel of exactly
 * known pitch that was converted with this fluctuation.
 */
public final class FluctuationReport {

  /** The shortest report, seconds: less tells nothing of a variation that takes its time. */
  public static final int LEAST_SECONDS = 5;

  /** The longest report, seconds: more would be a smear in the picture. */
  public static final int MOST_SECONDS = 120;

  private static final String SESSION = "fluctuation";
  private static final int RATE = 48_000;

  /** Frames between two values of a trajectory: a millisecond. */
  private static final int HOP = RATE / 1000;

  private static final double SEMITONES = 4;
  private static final double F0 = SteadyVowel.hertz(RATE) * Math.pow(2, SEMITONES / 12);

  /**
   * How long after it was asked for a change of pitch is heard: a period of the voice sounds as
   * long as it does.
   */
  private static final double HEARD_AFTER_SECONDS = 0.004;

  /** By then the voice has begun, and the vibrato, which waits for a note to be held, as well. */
  private static final double SETTLED_SECONDS = 1;

  private static final String[] BANDS = {
    "up to 250 Hz", "to 800 Hz", "to 2.4 kHz", "to 6.5 kHz", "above"
  };

  private final Fluctuation fluctuation;
  private final double seconds;
  private final Trajectory pitch;
  private final Trajectory vibrato;
  private final Trajectory level;
  private final List<Trajectory> bands;
  private final F0Track heard;
  private final float[] errors;

  private FluctuationReport(
      Fluctuation fluctuation, double seconds, FluctuationEngine engine, F0Track heard) {
    this.fluctuation = fluctuation;
    this.seconds = seconds;
    this.heard = heard;
    var own = fluctuation.pitch();
    pitch = read("pitch", "cents", own.deviation(), own.bound(), engine::pitch);
    double depth = fluctuation.vibratoCents();
    vibrato =
        read(
            "vibrato",
            "cents",
            depth / Math.sqrt(2),
            depth,
            (position, values, offset, frames) -> {
              engine.vibrato(position, values, offset, frames);
              values[offset] *= (float) depth;
            });
    var loudness = fluctuation.level();
    level = read("level", "dB", loudness.deviation(), loudness.bound(), engine::level);
    bands = new ArrayList<>();
    for (int i = 0; i < Fluctuation.BANDS; i++) {
      int band = i;
      var eq = fluctuation.eq();
      bands.add(
          read(
              BANDS[band],
              "dB",
              eq.deviation(),
              eq.bound(),
              (position, values, offset, frames) ->
                  engine.band(band, position, values, offset, frames)));
    }
    errors = errors();
  }

  /**
   * Computes the trajectories, and converts a vowel with them.
   *
   * @param fluctuation how much to vary
   * @param seed the key of everything random
   * @param seconds how long, {@link #LEAST_SECONDS} to {@link #MOST_SECONDS}
   * @return the report
   */
  public static FluctuationReport of(Fluctuation fluctuation, long seed, double seconds) {
    try (VoiceConverter converter =
            VoiceConverter.builder()
                .backend(PitchShift.voice())
                .pitch(SEMITONES)
                .formant(1)
                .fluctuation(fluctuation)
                .seed(seed)
                .build();
        VoiceSession session = converter.session(RATE).id(SESSION).open()) {
      int latency = session.latency().totalFrames();
      int frames = (int) (seconds * RATE);
      float[] samples = SteadyVowel.samples(RATE, frames + latency);
      session.process(samples, 0, samples, 0, samples.length);
      Excerpt output =
          new Excerpt(Arrays.copyOfRange(samples, latency, samples.length), RATE, true);
      F0Track heard = F0Track.of(output, new CorrelationPitchTracker(RATE, 0.6 * F0, 1.5 * F0));
      return new FluctuationReport(
          fluctuation,
          seconds,
          new FluctuationEngine(fluctuation, RATE, converter.seedFor(SESSION)),
          heard);
    }
  }

  @FunctionalInterface
  private interface Source {
    void fill(long position, float[] values, int offset, int frames);
  }

  private Trajectory read(String name, String unit, double deviation, double bound, Source from) {
    float[] values = new float[(int) (seconds * RATE / HOP)];
    for (int i = 0; i < values.length; i++) {
      from.fill((long) i * HOP, values, i, 1);
    }
    return new Trajectory(name, unit, deviation, bound, (double) HOP / RATE, values);
  }

  private float[] errors() {
    float[] distances = new float[heard.size()];
    int count = 0;
    for (int i = 0; i < heard.size(); i++) {
      double at = heard.seconds(i);
      if (heard.hertz(i) > 0 && at > SETTLED_SECONDS && at < seconds - SETTLED_SECONDS) {
        distances[count++] = (float) Math.abs(heardCents(i) - askedCents(at));
      }
    }
    float[] sorted = Arrays.copyOf(distances, count);
    Arrays.sort(sorted);
    return sorted;
  }

  /**
   * Returns all that varies.
   *
   * @return pitch, vibrato where there is one, level, and the bands from the lowest on
   */
  public List<Trajectory> all() {
    List<Trajectory> all = new ArrayList<>();
    all.add(pitch);
    if (vibrato()) {
      all.add(vibrato);
    }
    all.add(level);
    all.addAll(bands);
    return all;
  }

  /**
   * Returns how far the pitch that is heard is from the one that was asked for, from the second
   * second to the last but one.
   *
   * @param percent the share of the time that is to be nearer than the result, 0 to 100
   * @return cents
   */
  public double errorCents(double percent) {
    return Percentile.of(errors, percent);
  }

  /**
   * Draws all of it over time. The picture is complete or not there at all.
   *
   * @param png the file to write, replaced if it exists
   * @param title what varies, and by which seed
   * @throws io.makebeliv.VoiceConversionException if the picture cannot be drawn here, or not be
   *     written
   */
  public void draw(Path png, String title) {
    Sheet.write(FluctuationPicture.of(this, title), png);
  }

  double seconds() {
    return seconds;
  }

  /** The fundamental that the vowel would have without any variation. */
  static double f0() {
    return F0;
  }

  boolean vibrato() {
    return fluctuation.vibratoCents() > 0;
  }

  double mostCents() {
    return fluctuation.mostCents();
  }

  Trajectory pitch() {
    return pitch;
  }

  Trajectory level() {
    return level;
  }

  List<Trajectory> bands() {
    return bands;
  }

  F0Track heard() {
    return heard;
  }

  /** What is heard at an estimate of the track, in cents from the vowel's own. */
  double heardCents(int index) {
    return 1200 * Math.log(heard.hertz(index) / F0) / Math.log(2);
  }

  /** What ought to be heard at an instant, in cents. */
  double askedCents(double at) {
    double asked = Math.max(0, at - HEARD_AFTER_SECONDS);
    return (double) pitch.at(asked) + vibrato.at(asked);
  }
}
