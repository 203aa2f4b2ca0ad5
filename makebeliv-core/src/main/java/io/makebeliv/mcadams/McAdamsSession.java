package io.makebeliv.mcadams;

import io.makebeliv.inference.BackendSession;
import io.makebeliv.inference.StepControls;
import io.makebeliv.inference.StepFormat;
import java.util.Arrays;

/**
 * One stream through the McAdams voice, in frames of 20 ms that overlap by half: each is taken
 * apart into an all-pole filter and its residual, and put together again with the filter's poles
 * elsewhere, as loud as it was. A frame that cannot be taken apart is silent.
 */
final class McAdamsSession implements BackendSession {

  private static final int HIGHEST_RATE = 48_000;
  private static final int HOPS_PER_SECOND = 100;

  /** Corner of the filter that removes a constant offset, for which there is no place to go. */
  private static final double OFFSET_HZ = 10;

  private static final double LOUDEST = 8;

  /** Mean square of a windowed frame below which it is silence: -150 dB. */
  private static final double SILENCE = 1e-15;

  private final StepFormat format;
  private final int hop;
  private final int frame;
  private final double offsetPole;
  private final double[] window;
  private final double[] recent;
  private final double[] windowed;
  private final double[] voice;
  private final double[] overlap;
  private final LinearPrediction prediction;
  private final PoleWarp warp;
  private final Dispersion dispersion;
  private double lastIn;
  private double lastOut;

  McAdamsSession(int sampleRate, double alpha) {
    if (sampleRate < 8000 || sampleRate > 96_000) {
      throw new IllegalArgumentException(
          "the McAdams voice takes 8000 to 96000 Hz, was asked for " + sampleRate);
    }
    int rate = Math.min(HIGHEST_RATE, sampleRate);
    hop = rate / HOPS_PER_SECOND;
    frame = 2 * hop;
    format = new StepFormat(rate, rate, hop, hop, hop);
    offsetPole = Math.exp(-2 * Math.PI * OFFSET_HZ / rate);
    // 20 at 16 kHz: a pair of poles for every kilohertz, and two for glottis and lips.
    int order = 4 + 2 * (rate / 2000);
    prediction = new LinearPrediction(order, rate);
    warp = new PoleWarp(alpha, order, rate);
    dispersion = new Dispersion(rate);
    window = new double[frame];
    for (int n = 0; n < frame; n++) {
      window[n] = Math.sin(Math.PI * (n + 0.5) / frame);
    }
    recent = new double[frame];
    overlap = new double[frame];
    // What the dispersion delays is read that much later, so that it costs no latency.
    windowed = new double[frame + dispersion.delay()];
    voice = new double[windowed.length];
  }

  @Override
  public StepFormat format() {
    return format;
  }

  @Override
  public void convert(float[] input, float[] output, StepControls controls) {
    System.arraycopy(recent, hop, recent, 0, hop);
    for (int n = 0; n < hop; n++) {
      recent[hop + n] = clean(input[n]);
    }
    System.arraycopy(overlap, hop, overlap, 0, hop);
    Arrays.fill(overlap, hop, frame, 0);
    double power = 0;
    for (int n = 0; n < frame; n++) {
      windowed[n] = window[n] * recent[n];
      power += windowed[n] * windowed[n];
    }
    if (power > SILENCE * frame && prediction.analyse(windowed, frame)) {
      addFrame();
    }
    for (int n = 0; n < hop; n++) {
      output[n] = (float) overlap[n];
    }
  }

  private void addFrame() {
    int late = dispersion.delay();
    if (!warp.take(prediction.coefficients())) {
      return;
    }
    prediction.residual(windowed, voice.length, voice);
    dispersion.filter(voice, voice.length);
    warp.filter(voice, voice.length);
    double before = 0;
    double after = 0;
    for (int n = 0; n < frame; n++) {
      double x = window[n] * windowed[n];
      double y = window[n] * voice[n + late];
      before += x * x;
      after += y * y;
    }
    if (!(after > 0 && after < Double.POSITIVE_INFINITY)) {
      return;
    }
    // Upside down, so that not even a frame that stays as it is repeats the input.
    double gain = -Math.sqrt(before / after);
    for (int n = 0; n < frame; n++) {
      overlap[n] += gain * window[n] * voice[n + late];
    }
  }

  /** Takes away a constant offset, what is not a number, and what is absurdly loud. */
  private double clean(float x) {
    double in = Float.isNaN(x) ? 0 : Math.max(-LOUDEST, Math.min(LOUDEST, x));
    double out = in - lastIn + offsetPole * lastOut;
    lastIn = in;
    // The tail dies out before it gets too small for the processor's fast path.
    lastOut = Math.abs(out) < 1e-30 ? 0 : out;
    return lastOut;
  }

  @Override
  public void reset() {
    Arrays.fill(recent, 0);
    Arrays.fill(overlap, 0);
    warp.reset();
    lastIn = 0;
    lastOut = 0;
  }

  @Override
  public void close() {}
}
