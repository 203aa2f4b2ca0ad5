package io.makebeliv.benchmarks.quality;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

class PulseShapeTest {

  private static double kurtosis(Sound sound, double hertz) {
    PitchTrack pitch = Sounds.steady(sound, hertz);
    return PulseShape.kurtosis(sound, pitch, pitch, Activity.of(sound));
  }

  @Test
  void momentsOfKnownValues() {
    // One in ten is 1, the others 0: m2 = 0.09, m4 = 0.09 (0.81 + 0.09 * 0.1 / 0.9 ...) = 0.0657.
    double[] sparse = new double[100];
    for (int i = 0; i < sparse.length; i += 10) {
      sparse[i] = 1;
    }
    assertEquals(0.0657 / 0.0081, PulseShape.kurtosis(sparse), 1e-9);
    assertEquals(1, PulseShape.kurtosis(new double[] {1, -1, 1, -1}), 1e-9);
    double[] normal = new Random(1).doubles(0).toArray();
    assertTrue(Double.isNaN(PulseShape.kurtosis(normal)));
  }

  @Test
  void noiseHasThree() {
    Sound noise = Sounds.noise(1, 5);
    assertEquals(3, kurtosis(noise, 100), 0.2);
  }

  @Test
  void phasesInDisorderBringPulsesDownToNoise() {
    Random random = new Random(7);
    double pulses = kurtosis(Sounds.pulses(100, 1), 100);
    double disorder =
        kurtosis(Sounds.harmonics(100, 1, h -> 2 * Math.PI * random.nextDouble()), 100);
    assertTrue(pulses > 40, pulses + "");
    assertEquals(3, disorder, 1);
  }

  @Test
  void growsWithThePeriodAndNotWithTheEnvelope() {
    double high = kurtosis(Sounds.pulses(160, 1), 160);
    double low = kurtosis(Sounds.pulses(80, 1), 80);
    assertEquals(2, low / high, 0.25);
    double coloured = kurtosis(Sounds.filtered(Sounds.pulses(160, 1), 0.7), 160);
    assertEquals(1, coloured / high, 0.15);
  }
}
