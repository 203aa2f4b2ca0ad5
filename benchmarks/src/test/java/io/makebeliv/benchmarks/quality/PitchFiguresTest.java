package io.makebeliv.benchmarks.quality;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class PitchFiguresTest {

  private static final Activity ALWAYS = Activity.of(Sounds.noise(1, 1));
  private static final double UP = Math.pow(2, 4 / 12.0);

  private static PitchTrack track(double... pattern) {
    double[] hertz = new double[200];
    for (int i = 0; i < hertz.length; i++) {
      hertz[i] = pattern[i % pattern.length];
    }
    return new PitchTrack(hertz);
  }

  private static double off(double hertz, double cents) {
    return hertz * Math.pow(2, cents / 1200);
  }

  @Test
  void aPerfectShiftHasNoFaults() {
    PitchFigures figures =
        PitchFigures.of(
            track(100, 120, 0, 150), track(100 * UP, 120 * UP, 0, 150 * UP), UP, ALWAYS);
    assertEquals(new PitchFigures(0, 0, 0, 0, 0, 0), figures);
  }

  @Test
  void countsWhatIsKnownToBeWrong() {
    // Of ten voiced frames: one lost, one left where it was, one an octave off, seven 5 cents off.
    double hz = 100 * UP;
    double near = off(hz, 5);
    PitchFigures figures =
        PitchFigures.of(
            track(100, 100, 100, 100, 100, 100, 100, 100, 100, 100),
            track(0, 100, 2 * hz, near, near, near, near, near, near, near),
            UP,
            ALWAYS);
    assertEquals(5, figures.medianCents(), 1e-6);
    assertEquals(5, figures.p95Cents(), 1e-6);
    assertEquals(2 / 9.0, figures.gross(), 1e-9);
    assertEquals(1 / 9.0, figures.unshifted(), 1e-9);
    assertEquals(0.1, figures.lost(), 1e-9);
    assertEquals(0.1, figures.changed(), 1e-9);
  }

  @Test
  void countsVoicesThatCameFromNowhereAndLeavesOutTheUncertain() {
    PitchFigures figures =
        PitchFigures.of(track(0, 0, Double.NaN, 100), track(90, 0, 90, 100 * UP), UP, ALWAYS);
    assertEquals(1 / 3.0, figures.changed(), 1e-9);
    assertEquals(0, figures.lost());
    assertEquals(0, figures.gross());
  }

  @Test
  void lookedAtWholeAKnownShiftIsAsFarOffAsItIs() {
    // 3 cents sharp of four semitones.
    Sound source = Sounds.pulses(140, 1);
    Sound output = Sounds.pulses(off(140 * UP, 3), 1);
    ReferencePitch.Range range = ReferencePitch.Range.of(source);
    PitchFigures figures =
        PitchFigures.of(
            new ReferencePitch(range).track(source),
            new ReferencePitch(range.withShifted(UP)).track(output),
            UP,
            Activity.of(source));
    assertEquals(3, figures.medianCents(), 0.05);
    assertEquals(0, figures.unshifted());
    PitchFigures copied =
        PitchFigures.of(
            new ReferencePitch(range).track(source),
            new ReferencePitch(range.withShifted(UP)).track(source),
            UP,
            Activity.of(source));
    assertEquals(1, copied.unshifted());
    assertEquals(1, copied.gross());
    assertTrue(Double.isNaN(copied.medianCents()));
  }
}
