package io.makebeliv.onnx.f0;

import org.jtransforms.fft.DoubleFFT_1D;

/**
 * The logarithmic mel spectrum that a pitch network was trained on: 128 bands of a 16 kHz signal,
 * windows of 1024 samples (periodic Hann), one every 160 samples. A window that reaches beyond the
 * signal sees it mirrored at its first or last sample.
 *
 * <p>One thread uses it; after construction nothing is allocated.
 */
public final class LogMel {

  /** Bands. */
  public static final int BANDS = 128;

  /** Samples from frame to frame. */
  public static final int HOP = 160;

  /** Rate of the signal. */
  public static final int SAMPLE_RATE = 16_000;

  private static final int WINDOW = 1024;
  private static final double FLOOR = 1e-5;

  private final MelFilters filters;
  private final int reach;
  private final double underRoot;
  private final int framesOfNothing;
  private final double[] hann = new double[WINDOW];
  private final double[] transform = new double[WINDOW];
  private final double[] magnitude = new double[WINDOW / 2 + 1];
  private final DoubleFFT_1D fft = new DoubleFFT_1D(WINDOW);

  private LogMel(MelFilters filters, int reach, double underRoot, int framesOfNothing) {
    this.filters = filters;
    this.reach = reach;
    this.underRoot = underRoot;
    this.framesOfNothing = framesOfNothing;
    for (int i = 0; i < WINDOW; i++) {
      hann[i] = 0.5 - 0.5 * StrictMath.cos(2 * Math.PI * i / WINDOW);
    }
  }

  /**
   * Returns what RMVPE hears: frame {@code k} is centred on sample {@code 160 k}, and {@code n}
   * samples have {@code n / 160 + 1} frames.
   *
   * @return a spectrum of its own
   */
  public static LogMel rmvpe() {
    return new LogMel(
        new MelFilters(MelScale.HTK, BANDS, 30, 8000, SAMPLE_RATE, WINDOW), WINDOW / 2, 0, 1);
  }

  /**
   * Returns what FCPE hears: frame {@code k} covers samples {@code 160 k - 432} to {@code 160 k +
   * 591}, and {@code n} samples have {@code n / 160} frames. The network is given the last of them
   * twice.
   *
   * @return a spectrum of its own
   */
  public static LogMel fcpe() {
    return new LogMel(
        new MelFilters(MelScale.SLANEY, BANDS, 0, 8000, SAMPLE_RATE, WINDOW),
        (WINDOW - HOP) / 2,
        1e-9,
        0);
  }

  MelFilters filters() {
    return filters;
  }

  /**
   * Returns the least number of samples that can be mirrored.
   *
   * @return samples
   */
  public int shortest() {
    return reach + 1;
  }

  /**
   * Returns how many frames a signal has.
   *
   * @param samples its length
   * @return frames
   */
  public int frames(int samples) {
    return samples / HOP + framesOfNothing;
  }

  /**
   * Returns the first frame that does not touch the left end of a signal. The frames before it
   * depend on where the signal begins.
   *
   * @return a frame
   */
  public int firstInner() {
    return (reach + HOP - 1) / HOP;
  }

  /**
   * Returns the frame after the last that does not touch the right end of a signal. The frames from
   * it on depend on where the signal ends.
   *
   * @param samples length of the signal
   * @return a frame; no inner frame exists if it is not beyond {@link #firstInner()}
   */
  public int innerEnd(int samples) {
    return Math.floorDiv(samples + reach - WINDOW, HOP) + 1;
  }

  /**
   * Computes one frame.
   *
   * @param signal mono samples
   * @param offset index of the signal's first sample
   * @param samples length of the signal, at least {@link #shortest()}
   * @param frame from 0 to {@link #frames}
   * @param mel receives {@link #BANDS} values
   * @param melOffset index of the first
   */
  public void compute(
      float[] signal, int offset, int samples, int frame, float[] mel, int melOffset) {
    int start = frame * HOP - reach;
    for (int i = 0; i < WINDOW; i++) {
      transform[i] = hann[i] * signal[offset + mirrored(start + i, samples)];
    }
    fft.realForward(transform);
    magnitude[0] = Math.sqrt(transform[0] * transform[0] + underRoot);
    magnitude[WINDOW / 2] = Math.sqrt(transform[1] * transform[1] + underRoot);
    for (int k = 1; k < WINDOW / 2; k++) {
      double re = transform[2 * k];
      double im = transform[2 * k + 1];
      magnitude[k] = Math.sqrt(re * re + im * im + underRoot);
    }
    for (int band = 0; band < BANDS; band++) {
      mel[melOffset + band] = (float) Math.log(Math.max(FLOOR, filters.weighed(band, magnitude)));
    }
  }

  private static int mirrored(int index, int samples) {
    int last = samples - 1;
    return index < 0 ? -index : index > last ? 2 * last - index : index;
  }
}
