package io.makebeliv.pitchshift;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

class RepetitionTest {

  private static final int PERIOD = 100;

  private static History of(double... cycle) {
    History signal = new History(20 * PERIOD);
    for (int i = 0; i < 10 * PERIOD; i++) {
      signal.add((float) cycle[i % PERIOD]);
    }
    return signal;
  }

  /** Two pulses in each period: it matters which of them an epoch was at. */
  @Test
  void aPlaceIsFoundAgainAfterABreak() {
    double[] cycle = new double[PERIOD];
    cycle[20] = 1;
    cycle[21] = -0.5;
    cycle[65] = 0.8;
    Repetition repetition = new Repetition(of(cycle), 1.3, PERIOD);
    int atFirst = 3 * PERIOD + 20;
    assertEquals(atFirst + 2 * PERIOD, repetition.placeLike(atFirst, 5 * PERIOD + 60, PERIOD), 0.5);
  }

  @Test
  void whatIsLikeNothingStaysWhereItWasExpected() {
    Random random = new Random(1);
    History signal = new History(20 * PERIOD);
    for (int i = 0; i < 10 * PERIOD; i++) {
      signal.add(i < 4 * PERIOD ? (float) random.nextGaussian() : 0);
    }
    Repetition repetition = new Repetition(signal, 1.3, PERIOD);
    assertEquals(660.25, repetition.placeLike(300, 660.25, PERIOD));
  }

  /** A grain has its middle where the glottis closes, not where the period rings loudest. */
  @Test
  void theGlottisClosesWhereTheHighsAreStruck() {
    int closure = 20;
    double[] cycle = new double[PERIOD];
    for (int n = 0; n < PERIOD; n++) {
      double low = 0.06 * n * Math.exp(-n / 20.0) * Math.sin(0.12 * n);
      double high = Math.exp(-n / 4.0) * Math.sin(1.9 * n);
      cycle[(closure + n) % PERIOD] = low + high;
    }
    Repetition repetition = new Repetition(of(cycle), 1.3, PERIOD);
    double around = 5.0 * PERIOD;
    assertEquals(closure, repetition.closure(around, PERIOD), 4);
    assertTrue(repetition.energyCentre(around, PERIOD) > closure + 12);
  }
}
