package io.makebeliv.live;

/**
 * The recent peak of a signal: rises at once, falls by half in a fifth of a second. One thread
 * measures, any may read.
 */
final class PeakMeter {

  private static final double HALF_LIFE_SECONDS = 0.2;

  private final double decayPerFrame;
  private volatile float peak;

  PeakMeter(int sampleRate) {
    decayPerFrame = Math.log(0.5) / (HALF_LIFE_SECONDS * sampleRate);
  }

  void measure(float[] samples, int offset, int frames) {
    float highest = (float) (peak * Math.exp(decayPerFrame * frames));
    for (int i = offset; i < offset + frames; i++) {
      highest = Math.max(highest, Math.abs(samples[i]));
    }
    peak = Float.isFinite(highest) ? highest : 0;
  }

  /** Decibels of full scale; very negative for silence. */
  double levelDb() {
    return 20 * Math.log10(Math.max(1e-9, peak));
  }
}
