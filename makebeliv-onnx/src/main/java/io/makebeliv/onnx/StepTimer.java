package io.makebeliv.onnx;

import io.makebeliv.inference.BackendSession;
import io.makebeliv.inference.InferenceBackend;
import io.makebeliv.inference.StreamContext;
import java.util.Arrays;
import java.util.function.LongSupplier;

/**
 * Measures how long a voice's step takes against the audio that it converts. Steps that warm up are
 * not counted, and the median stands for the others: it knows nothing of a moment in which the
 * machine did something else.
 */
final class StepTimer {

  private static final int RATE = 16_000;
  private static final int WARMING = 2;
  private static final int MOST_STEPS = 9;

  /** A slow voice is known after a step or two; it shall not keep the user waiting. */
  private static final double ENOUGH_SECONDS = 0.25;

  private final LongSupplier nanoTime;

  StepTimer(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /**
   * Runs a voice for a moment.
   *
   * @return the load: 1 is just as fast as the audio
   */
  double load(InferenceBackend voice) {
    try (BackendSession session = voice.openSession(new StreamContext(RATE, 0))) {
      Hum hum = new Hum(session);
      double warming = 0;
      for (int i = 0; i < WARMING && warming < ENOUGH_SECONDS; i++) {
        warming += seconds(hum);
      }
      double[] steps = new double[MOST_STEPS];
      int count = 0;
      for (double sum = 0; count < MOST_STEPS && sum < ENOUGH_SECONDS; count++) {
        steps[count] = seconds(hum);
        sum += steps[count];
      }
      Arrays.sort(steps, 0, count);
      return steps[count / 2] / hum.stepSeconds();
    }
  }

  private double seconds(Hum hum) {
    long start = nanoTime.getAsLong();
    hum.step();
    return (nanoTime.getAsLong() - start) / 1e9;
  }
}
