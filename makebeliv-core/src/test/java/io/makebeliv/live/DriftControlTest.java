package io.makebeliv.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** A queue that one clock fills and another empties, in numbers. */
final class DriftControlTest {

  private static final int RATE = 48_000;
  private static final int ARRIVAL = 120;

  private final DriftControl control = new DriftControl(RATE);
  private double level;
  private double lowest;
  private double highest;
  private double largestStep;
  private double meanSpeed;

  private void run(double seconds, int ppm, double noiseFrames, SplittableRandom random) {
    lowest = Double.POSITIVE_INFINITY;
    highest = Double.NEGATIVE_INFINITY;
    largestStep = 0;
    int looks = (int) (seconds * RATE / ARRIVAL);
    meanSpeed = 0;
    for (int i = 0; i < looks; i++) {
      double before = control.speed();
      double looksLike = level + noiseFrames * (2 * random.nextDouble() - 1);
      control.observe((int) Math.round(looksLike), ARRIVAL);
      level += ARRIVAL * (1 + ppm * 1e-6) / control.speed() - ARRIVAL;
      meanSpeed += control.speed() / looks;
      lowest = Math.min(lowest, level);
      highest = Math.max(highest, level);
      largestStep = Math.max(largestStep, Math.abs(control.speed() - before));
    }
  }

  @Property(tries = 40)
  void itFindsTheDriftAndHoldsTheLevel(
      @ForAll @IntRange(min = -1000, max = 1000) int ppm,
      @ForAll @IntRange(max = 480) int noise,
      @ForAll @IntRange(min = -140, max = 140) int start) {
    SplittableRandom random = new SplittableRandom(ppm);
    level = start;
    run(120, ppm, noise, random);
    // A cushion of 10 ms is never empty on the way, at however wrong a guess it starts.
    assertTrue(lowest > -300 && highest < 300, () -> lowest + " to " + highest);
    run(60, ppm, noise, random);
    assertTrue(lowest > -48 && highest < 48, () -> lowest + " to " + highest);
    assertEquals(ppm, (meanSpeed - 1) * 1e6, 20 + noise / 10.0, "on average");
    assertTrue(largestStep < 60e-6, "a tenth of a cent at once");
  }

  @Property(tries = 20)
  void itNeverBendsMoreThanItsMost(@ForAll int excess) {
    for (int i = 0; i < 1000; i++) {
      control.observe(excess, ARRIVAL);
      assertTrue(Math.abs(control.speed() - 1) <= DriftControl.MOST);
    }
  }

  @Property(tries = 20)
  void settlingKeepsTheDriftThatWasFound(@ForAll @IntRange(min = -500, max = 500) int ppm) {
    run(120, ppm, 0, new SplittableRandom(1));
    control.observe(400, ARRIVAL);
    control.settle();
    assertEquals(ppm, (control.speed() - 1) * 1e6, 10);
  }
}
