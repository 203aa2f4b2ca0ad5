package io.makebeliv.benchmarks.quality;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class LongTermSpectrumTest {

  @Test
  void noiseThroughAKnownFilterIsAsFarAwayAsItIs() {
    Sound x = Sounds.noise(4, 1);
    Sound y = Sounds.filtered(Sounds.noise(4, 2), 0.7);
    PitchTrack none = PitchTrack.of(4, t -> 0);
    double expected =
        MelBands.distance(
            MelBands.of(new double[SpectralEnvelope.BINS], 1),
            MelBands.of(Sounds.response(0.7), 1));
    assertEquals(expected, LongTermSpectrum.distance(x, y, none, Activity.of(x), 1), 0.35);
    assertTrue(
        Double.isNaN(LongTermSpectrum.distance(x, y, Sounds.steady(x, 100), Activity.of(x), 1)));
  }
}
