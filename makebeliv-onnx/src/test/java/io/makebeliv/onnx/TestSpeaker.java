package io.makebeliv.onnx;

import java.util.function.DoubleUnaryOperator;

/**
 * A speaker of whom everything is known: harmonics of exactly the asked fundamental, under exactly
 * the asked formants, as loud as asked.
 */
public final class TestSpeaker {

  private static final double HIGHEST_HZ = 7600;
  private static final float PEAK = 0.4f;

  private final int rate;
  private final DoubleUnaryOperator f0;
  private final DoubleUnaryOperator level;
  private final double[] formants;

  /**
   * @param f0 Hz at each second
   * @param level factor at each second
   */
  public TestSpeaker(
      int rate, DoubleUnaryOperator f0, DoubleUnaryOperator level, double... formants) {
    this.rate = rate;
    this.f0 = f0;
    this.level = level;
    this.formants = formants.clone();
  }

  /** Syllables of a gliding voice. */
  public static TestSpeaker talking(int rate) {
    return new TestSpeaker(
        rate, TestSpeaker::gliding, TestSpeaker::syllables, 550, 1450, 2500, 3500);
  }

  public static double gliding(double t) {
    return 140 + 35 * Math.sin(2 * Math.PI * 0.8 * t) + 8 * Math.sin(2 * Math.PI * 3.1 * t);
  }

  /** Three a second, with pauses between them. */
  public static double syllables(double t) {
    double place = t * 3 - Math.floor(t * 3);
    double rise = Math.min(1, Math.min(place, 0.75 - place) / 0.08);
    return rise <= 0 ? 0 : Math.sin(Math.PI / 2 * rise) * Math.sin(Math.PI / 2 * rise);
  }

  public float[] speak(double seconds) {
    float[] samples = new float[(int) Math.round(seconds * rate)];
    double cycles = 0;
    float peak = 0;
    for (int n = 0; n < samples.length; n++) {
      double t = (double) n / rate;
      double hz = f0.applyAsDouble(t);
      double loud = level.applyAsDouble(t);
      double sum = 0;
      if (loud > 0) {
        for (int k = 1; k * hz < HIGHEST_HZ; k++) {
          // A phase for each harmonic: all at once would be a row of clicks.
          sum += amplitude(k * hz) * Math.sin(2 * Math.PI * k * cycles + k * k);
        }
      }
      samples[n] = (float) (loud * sum);
      peak = Math.max(peak, Math.abs(samples[n]));
      cycles += hz / rate;
      cycles -= Math.floor(cycles);
    }
    for (int n = 0; n < samples.length; n++) {
      samples[n] *= PEAK / peak;
    }
    return samples;
  }

  /** The envelope: resonances over a slope. */
  public double amplitude(double hz) {
    double amplitude = 1 / (1 + Math.pow(hz / 700, 1.2));
    for (double formant : formants) {
      double width = 50 + 0.03 * formant;
      double re = formant * formant - hz * hz;
      amplitude *= 1 + 8 * formant * width / Math.hypot(re, 2 * width * hz);
    }
    return amplitude;
  }
}
