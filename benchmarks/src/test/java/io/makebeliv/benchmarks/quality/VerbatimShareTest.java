package io.makebeliv.benchmarks.quality;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class VerbatimShareTest {

  private final Sound source = Sounds.noise(1, 1);

  @Test
  void aCopyIsACopyHoweverLoudAndUpsideDown() {
    assertEquals(1, VerbatimShare.of(source, source));
    assertEquals(1, VerbatimShare.of(source, Sounds.times(source, 0.1)));
    assertEquals(1, VerbatimShare.of(source, Sounds.times(source, -1)));
  }

  @Test
  void independentSoundsAreNone() {
    assertEquals(0, VerbatimShare.of(source, Sounds.noise(1, 2)));
    assertEquals(0, VerbatimShare.of(Sounds.pulses(100, 1), Sounds.pulses(126, 1)));
  }

  @Test
  void halfACopyIsHalf() {
    float[] half = Sounds.noise(1, 2).samples().clone();
    System.arraycopy(source.samples(), 0, half, 0, half.length / 2);
    assertEquals(0.5, VerbatimShare.of(source, new Sound(Sounds.RATE, half)), 0.02);
  }

  @Test
  void moreThanSevenPercentOfNoiseHidesACopy() {
    assertEquals(1, VerbatimShare.of(source, mixed(0.10)));
    assertEquals(0, VerbatimShare.of(source, mixed(0.20)));
  }

  private Sound mixed(double noise) {
    return Sounds.sum(source, Sounds.times(Sounds.noise(1, 3), noise));
  }

  @Test
  void silenceIsNotCounted() {
    assertTrue(Double.isNaN(VerbatimShare.of(new Sound(Sounds.RATE, new float[0]), source)));
    float[] quiet = source.samples().clone();
    for (int n = quiet.length / 2; n < quiet.length; n++) {
      quiet[n] *= 1e-4f;
    }
    float[] other = Sounds.noise(1, 2).samples().clone();
    System.arraycopy(quiet, quiet.length / 2, other, quiet.length / 2, quiet.length / 2);
    assertEquals(
        0, VerbatimShare.of(new Sound(Sounds.RATE, quiet), new Sound(Sounds.RATE, other)), 0.021);
  }
}
