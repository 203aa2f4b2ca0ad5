package io.makebeliv.pipeline;

import io.makebeliv.inference.StepFormat;
import java.util.Arrays;
import org.jtransforms.fft.FloatFFT_1D;

/**
 * Notices a backend that hands its input back: at once where a step is its input times a constant,
 * and after a window of {@value #WINDOW} samples at {@value #RATE} Hz where the output is the input
 * late, scaled or upside down.
 *
 * <p>Both signals are brought to that rate and emphasised towards high frequencies, where a changed
 * voice differs most from its source. The normalised cross-correlation of the newest output window
 * against the input is computed for every lag up to the declared latency and a tenth of a second
 * more. A copy reaches 1; a voice moved by half a semitone stays clearly below.
 */
final class LeakGuard {

  private static final int RATE = 8000;
  private static final int WINDOW = 1024;
  private static final int INTERVAL = WINDOW * 3 / 4;
  private static final int EXTRA_LAGS = RATE / 10;

  /**
   * Between what copies reach at worst (0.992, late by a fraction of a sample and resampled) and
   * what the least change that the model-free voice accepts reaches at most (0.969, formants by 7
   * %).
   */
  private static final double COPY = 0.985;

  /** Power of the emphasised signal below which there is nothing to leak, about -60 dB. */
  private static final double SILENT_ENERGY = WINDOW * 1e-7;

  /** A backend found leaking has to look clean for this many windows before it is heard again. */
  private static final int CLEAN_WINDOWS = 16;

  private final Recent input;
  private final Recent output;
  private final Correlator correlator;
  private int sinceLook;
  private boolean leaking;
  private int cleanWindows;

  LeakGuard(StepFormat format) {
    int lags = (int) ((long) format.latency() * RATE / format.outputRate()) + EXTRA_LAGS;
    input = new Recent(format.inputRate(), format.inputStep(), WINDOW + lags);
    output = new Recent(format.outputRate(), format.outputStep(), WINDOW);
    correlator = new Correlator(lags);
  }

  /** Looks at one step of both signals; returns whether the output must not be heard. */
  boolean leaks(float[] inputStep, float[] outputStep) {
    input.push(inputStep);
    sinceLook += output.push(outputStep);
    if (isMultiple(inputStep, outputStep)) {
      judge(true);
    } else if (sinceLook >= INTERVAL) {
      sinceLook = 0;
      double likeness = correlator.likeness();
      if (likeness >= 0) {
        judge(likeness > COPY);
      }
    }
    return leaking;
  }

  private void judge(boolean copy) {
    if (copy) {
      leaking = true;
      cleanWindows = 0;
    } else if (++cleanWindows >= CLEAN_WINDOWS) {
      leaking = false;
    }
  }

  /**
   * True if the output is the input times a constant, sample by sample. Silence is nobody's copy.
   */
  private static boolean isMultiple(float[] inputStep, float[] outputStep) {
    if (inputStep.length != outputStep.length) {
      return false;
    }
    int loudest = 0;
    boolean constant = true;
    for (int i = 1; i < inputStep.length; i++) {
      constant &= inputStep[i] == inputStep[0];
      if (Math.abs(inputStep[i]) > Math.abs(inputStep[loudest])) {
        loudest = i;
      }
    }
    if (constant || outputStep[loudest] == 0) {
      return false;
    }
    float gain = outputStep[loudest] / inputStep[loudest];
    float tolerance = 1e-4f * Math.abs(outputStep[loudest]);
    for (int i = 0; i < inputStep.length; i++) {
      if (Math.abs(outputStep[i] - gain * inputStep[i]) > tolerance) {
        return false;
      }
    }
    return true;
  }

  void reset() {
    input.reset();
    output.reset();
    sinceLook = 0;
    leaking = false;
    cleanWindows = 0;
  }

  /** The newest samples of a signal, decimated and emphasised. */
  private static final class Recent {

    private static final float EMPHASIS = 0.9f;

    private final AreaSampler sampler;
    private final float[] sampled;
    private final float[] ring;
    private int next;
    private float last;

    Recent(int sampleRate, int stepFrames, int length) {
      sampler = new AreaSampler(sampleRate, RATE);
      sampled = new float[sampler.maxOutput(stepFrames)];
      ring = new float[length];
    }

    int push(float[] step) {
      int count = sampler.process(step, sampled);
      for (int i = 0; i < count; i++) {
        ring[next] = sampled[i] - EMPHASIS * last;
        last = sampled[i];
        next = next + 1 == ring.length ? 0 : next + 1;
      }
      return count;
    }

    void copyTo(float[] target, int offset) {
      int first = ring.length - next;
      System.arraycopy(ring, next, target, offset, first);
      System.arraycopy(ring, 0, target, offset + first, next);
    }

    void reset() {
      Arrays.fill(ring, 0);
      sampler.reset();
      next = 0;
      last = 0;
    }
  }

  /** Normalised cross-correlation over all lags by one product of spectra. */
  private final class Correlator {

    private static final int NEIGHBOURS = 8;
    private static final int FINE = 8;

    private final int lags;
    private final int size;
    private final FloatFFT_1D fft;
    private final float[] source;
    private final float[] product;
    private final float[] sourceSpectrum;

    Correlator(int lags) {
      this.lags = lags;
      size = Integer.highestOneBit(WINDOW + lags - 1) * 2;
      fft = new FloatFFT_1D(size);
      source = new float[WINDOW + lags];
      sourceSpectrum = new float[size];
      product = new float[size];
    }

    /** The highest correlation at any lag, 0 to 1, or negative where one side is silent. */
    double likeness() {
      input.copyTo(source, 0);
      Arrays.fill(product, 0);
      output.copyTo(product, lags);
      double outputEnergy = energy(product, lags);
      if (outputEnergy < SILENT_ENERGY || energy(source, 0) == 0) {
        return -1;
      }
      System.arraycopy(source, 0, sourceSpectrum, 0, source.length);
      Arrays.fill(sourceSpectrum, source.length, size, 0);
      fft.realForward(sourceSpectrum);
      fft.realForward(product);
      multiplyByConjugate();
      fft.realInverse(product, true);
      double inputEnergy = energy(source, lags);
      double best = 0;
      for (int lag = 0; lag <= lags; lag++) {
        if (lag > 0) {
          inputEnergy += square(source[lags - lag]) - square(source[lags - lag + WINDOW]);
        }
        if (inputEnergy > SILENT_ENERGY) {
          double bound = Math.sqrt(inputEnergy * outputEnergy);
          // Between two lags a copy's correlation may be missed by a third: look closer at peaks.
          if (Math.abs(product[lag]) > 0.6 * bound && isPeak(lag)) {
            best = Math.max(best, peakNear(lag) / bound);
          }
        }
      }
      return best;
    }

    private boolean isPeak(int lag) {
      float here = Math.abs(product[lag]);
      return here >= Math.abs(product[Math.floorMod(lag - 1, size)])
          && here >= Math.abs(product[Math.floorMod(lag + 1, size)]);
    }

    private void multiplyByConjugate() {
      product[0] *= sourceSpectrum[0];
      product[1] *= sourceSpectrum[1];
      for (int i = 2; i < size; i += 2) {
        float re = product[i] * sourceSpectrum[i] + product[i + 1] * sourceSpectrum[i + 1];
        float im = product[i + 1] * sourceSpectrum[i] - product[i] * sourceSpectrum[i + 1];
        product[i] = re;
        product[i + 1] = im;
      }
    }

    /** The correlation's highest magnitude within half a lag, by band-limited interpolation. */
    private double peakNear(int lag) {
      double peak = Math.abs(product[lag]);
      for (int step = -FINE / 2; step <= FINE / 2; step++) {
        double at = (double) step / FINE;
        double sum = 0;
        for (int k = -NEIGHBOURS; k <= NEIGHBOURS; k++) {
          double distance = Math.PI * (at - k);
          double sinc = distance == 0 ? 1 : Math.sin(distance) / distance;
          double window = Math.cos(distance / (2 * (NEIGHBOURS + 1)));
          sum += product[Math.floorMod(lag + k, size)] * sinc * window * window;
        }
        peak = Math.max(peak, Math.abs(sum));
      }
      return peak;
    }

    private double energy(float[] samples, int from) {
      double sum = 0;
      for (int i = from; i < from + WINDOW; i++) {
        sum += square(samples[i]);
      }
      return sum;
    }

    private double square(float x) {
      return (double) x * x;
    }
  }
}
