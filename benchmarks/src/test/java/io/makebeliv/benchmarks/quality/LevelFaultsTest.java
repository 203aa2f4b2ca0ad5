package io.makebeliv.benchmarks.quality;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class LevelFaultsTest {

  private static LevelFaults between(Sound source, Sound output) {
    return LevelFaults.of(source, output, Activity.of(source));
  }

  @Test
  void anotherSoundOfTheSameLoudnessIsNoFault() {
    assertEquals(
        new LevelFaults(0, 0), between(Sounds.noise(1, 1), Sounds.times(Sounds.noise(1, 2), 2)));
  }

  @Test
  void aQuarterMutedIsAQuarter() {
    Sound source = Sounds.noise(2, 1);
    float[] muted = Sounds.noise(2, 2).samples().clone();
    Arrays.fill(muted, 8000, 16_000, 0);
    LevelFaults faults = between(source, new Sound(Sounds.RATE, muted));
    assertEquals(0.25, faults.silenced(), 0.012);
    assertEquals(0, faults.bursts());
  }

  @Test
  void aBurstInAPauseIsSeen() {
    float[] pause = Sounds.noise(2, 1).samples().clone();
    Arrays.fill(pause, 8000, 24_000, 0);
    float[] burst = pause.clone();
    System.arraycopy(Sounds.noise(2, 2).samples(), 0, burst, 14_000, 3200);
    LevelFaults faults = between(new Sound(Sounds.RATE, pause), new Sound(Sounds.RATE, burst));
    assertEquals(0.1, faults.bursts(), 0.012);
    assertEquals(0, faults.silenced());
  }

  @Test
  void anOffsetThatFadesIsNoSound() {
    float[] pause = Sounds.noise(2, 1).samples().clone();
    Arrays.fill(pause, 8000, 24_000, 0);
    float[] constant = pause.clone();
    for (int n = 8000; n < 24_000; n++) {
      constant[n] = (float) (0.01 * Math.exp(-30.0 * (n - 8000) / Sounds.RATE));
    }
    assertEquals(
        0, between(new Sound(Sounds.RATE, pause), new Sound(Sounds.RATE, constant)).bursts());
  }
}
