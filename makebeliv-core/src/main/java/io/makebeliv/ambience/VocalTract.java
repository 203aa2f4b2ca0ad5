package io.makebeliv.ambience;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.jtransforms.fft.FloatFFT_1D;

/**
 * What one pulse of the vocal cords, or one grain of friction, sounds like at the lips: the
 * responses of five formants (Fant, "Acoustic theory of speech production", 1960) over a grid of
 * the first two, for a large and a small vocal tract, and of three fricatives. A colour common to
 * all gives the average over the vowels the wished spectrum.
 */
final class VocalTract {

  /** Vocal tracts: a man's and a woman's. */
  static final int SIZES = 2;

  /** Steps of the grid in the first formant. */
  static final int OPEN = 5;

  /** Steps in the second: so many that no steady band of frequencies stands out. */
  static final int FRONT = 9;

  /** Kinds of friction, as of s, sh and f. */
  static final int FRICATIVES = 3;

  /** So many a second have a power of about 1. */
  static final double PULSES_PER_SECOND = 150;

  /** So many a second have the power that the kind of friction has. */
  static final double GRAINS_PER_SECOND = 2500;

  private static final double[] SCALE = {1, 1.16};
  private static final double[] F1 = {270, 370, 490, 630, 780};
  private static final double[] F2 = {800, 920, 1050, 1195, 1360, 1545, 1760, 2000, 2270};
  private static final double[] BANDWIDTH = {80, 115, 190, 400, 600};

  private static final double[] FRICATIVE_HZ = {6200, 3300, 4500};
  private static final double[] FRICATIVE_OCTAVES = {0.5, 0.55, 1.3};
  private static final double[] FRICATIVE_DB = {-13, -12, -20};

  /** Vowels as places in the grid: of beat, bit, bet, bat, father, bought, boot, nurse. */
  private static final double[][] VOWELS = {
    {0, 8}, {1, 6.8}, {2.3, 6.2}, {3.8, 5.2}, {4, 2.4}, {2.4, 0.6}, {0.4, 1}, {2, 4}
  };

  private final int sampleRate;
  private final int length;
  private final int phases;
  private final float[][] voiced;
  private final float[][] fricatives = new float[FRICATIVES][];

  /**
   * Computes the responses.
   *
   * @param sampleRate Hz
   * @param length of each in frames, a power of two
   * @param density the power per Hz that the vowels are to have on average
   */
  VocalTract(int sampleRate, int length, DoubleUnaryOperator density) {
    this.sampleRate = sampleRate;
    this.length = length;
    phases = Math.max(1, 32000 / sampleRate);
    voiced = new float[phases * SIZES * OPEN * FRONT][];
    int bins = length / 2;
    double[] average = new double[bins];
    for (int size = 0; size < SIZES; size++) {
      for (double[] vowel : VOWELS) {
        double[] magnitudes = new double[bins];
        double energy = 0;
        for (int k = 1; k < bins; k++) {
          magnitudes[k] = magnitude(size, f1(vowel[0]), f2(vowel[1]), hertz(k));
          energy += magnitudes[k] * magnitudes[k];
        }
        for (int k = 1; k < bins; k++) {
          average[k] += magnitudes[k] * magnitudes[k] / energy;
        }
      }
    }
    double[] colour = new double[bins];
    for (int k = 1; k < bins; k++) {
      colour[k] = Math.sqrt(density.applyAsDouble(hertz(k)) / around(average, k));
    }
    voice(colour);
    rub();
  }

  static int vowels() {
    return VOWELS.length;
  }

  /** A vowel's place in the grid along the first formant, 0 to {@link #OPEN} - 1. */
  static double open(int vowel) {
    return VOWELS[vowel][0];
  }

  /** A vowel's place in the grid along the second formant, 0 to {@link #FRONT} - 1. */
  static double front(int vowel) {
    return VOWELS[vowel][1];
  }

  int length() {
    return length;
  }

  /** Into how many parts a frame is divided where frames are long. */
  int phases() {
    return phases;
  }

  /** The response at a point of the grid to a pulse that is late by a part of a frame. */
  float[] voiced(int phase, int size, int open, int front) {
    return voiced[((phase * SIZES + size) * OPEN + open) * FRONT + front];
  }

  float[] fricative(int kind) {
    return fricatives[kind];
  }

  private double hertz(int bin) {
    return (double) bin * sampleRate / length;
  }

  private static double f1(double place) {
    return between(F1, place);
  }

  private static double f2(double place) {
    return between(F2, place);
  }

  private static double between(double[] grid, double place) {
    int i = Math.min(grid.length - 2, (int) place);
    return grid[i] + (place - i) * (grid[i + 1] - grid[i]);
  }

  private static double formant(int number, int size, double f1, double f2) {
    return SCALE[size]
        * switch (number) {
          case 0 -> f1;
          case 1 -> f2;
          case 2 -> Math.max(2450, f2 + 500);
          case 3 -> 3500;
          default -> 4500;
        };
  }

  private static double magnitude(int size, double f1, double f2, double hertz) {
    double product = 1;
    for (int n = 0; n < BANDWIDTH.length; n++) {
      double f = formant(n, size, f1, f2);
      double re = f * f - hertz * hertz;
      double im = hertz * BANDWIDTH[n];
      product *= f * f / Math.sqrt(re * re + im * im);
    }
    return product;
  }

  private static double turn(int size, double f1, double f2, double hertz) {
    double sum = 0;
    for (int n = 0; n < BANDWIDTH.length; n++) {
      double f = formant(n, size, f1, f2);
      sum -= Math.atan2(hertz * BANDWIDTH[n], f * f - hertz * hertz);
    }
    return sum;
  }

  /** The mean over half an octave, so that formants stay what they are. */
  private static double around(double[] power, int bin) {
    int from = Math.max(1, (int) (bin / 1.19));
    int to = Math.min(power.length - 1, (int) Math.ceil(bin * 1.19));
    double sum = 0;
    for (int k = from; k <= to; k++) {
      sum += power[k];
    }
    return sum / (to - from + 1);
  }

  private void voice(double[] colour) {
    double energies = 0;
    for (int i = 0; i < voiced.length; i++) {
      int front = i % FRONT;
      int open = i / FRONT % OPEN;
      int size = i / FRONT / OPEN % SIZES;
      int phase = i / FRONT / OPEN / SIZES;
      double energy = 0;
      for (int k = 1; k < length / 2; k++) {
        double magnitude = magnitude(size, F1[open], F2[front], hertz(k));
        energy += magnitude * magnitude;
      }
      float[] spectrum = new float[length];
      for (int k = 1; k < length / 2; k++) {
        double magnitude = colour[k] * magnitude(size, F1[open], F2[front], hertz(k));
        double turn = turn(size, F1[open], F2[front], hertz(k));
        put(spectrum, k, magnitude / Math.sqrt(energy), turn, (double) phase / phases);
      }
      voiced[i] = respond(spectrum);
      for (float sample : voiced[i]) {
        energies += sample * sample;
      }
    }
    double energy = sampleRate / PULSES_PER_SECOND;
    for (float[] response : voiced) {
      scale(response, (float) Math.sqrt(energy * voiced.length / energies));
    }
  }

  private void rub() {
    for (int kind = 0; kind < FRICATIVES; kind++) {
      float[] spectrum = new float[length];
      for (int k = 1; k < length / 2; k++) {
        double octaves =
            Math.log(hertz(k) / FRICATIVE_HZ[kind]) / Math.log(2) / FRICATIVE_OCTAVES[kind];
        put(spectrum, k, Math.exp(-0.5 * octaves * octaves), 0, 0);
      }
      // As loud as the whole of it, even where the sample rate leaves only a skirt.
      double whole = 0;
      for (double hz = 50; hz < 20000; hz += 50) {
        double octaves = Math.log(hz / FRICATIVE_HZ[kind]) / Math.log(2) / FRICATIVE_OCTAVES[kind];
        whole += 50 * Math.exp(-octaves * octaves);
      }
      double energy = sampleRate / GRAINS_PER_SECOND * Math.pow(10, FRICATIVE_DB[kind] / 10);
      float[] response = Arrays.copyOf(respond(spectrum), length / 8);
      scale(response, (float) Math.sqrt(energy * sampleRate / (2 * whole)));
      fricatives[kind] = response;
    }
  }

  private static void scale(float[] samples, float gain) {
    for (int i = 0; i < samples.length; i++) {
      samples[i] *= gain;
    }
  }

  /** Sets a bin, late by a sixteenth of the length, with the top of the band faded out. */
  private void put(float[] spectrum, int k, double magnitude, double turn, double late) {
    double top = Math.min(1, 10.0 * (1 - 2.0 * k / length));
    double faded = magnitude * top * top * (3 - 2 * top);
    double phase = turn - 2 * Math.PI * k * (1.0 / 16 + late / length);
    spectrum[2 * k] = (float) (faded * Math.cos(phase));
    spectrum[2 * k + 1] = (float) (faded * Math.sin(phase));
  }

  private float[] respond(float[] spectrum) {
    new FloatFFT_1D(length).realInverse(spectrum, true);
    double sum = 0;
    double weights = 0;
    for (int i = 0; i < length; i++) {
      spectrum[i] *= (float) window(i);
      sum += spectrum[i];
      weights += window(i);
    }
    // The window must not bring in a constant: pulses would add up to one.
    for (int i = 0; i < length; i++) {
      spectrum[i] -= (float) (window(i) * sum / weights);
    }
    return spectrum;
  }

  private double window(int i) {
    double in = Math.min(1, (i + 0.5) * 16 / length);
    double out = Math.min(1, (length - i - 0.5) * 4 / length);
    return (0.5 - 0.5 * Math.cos(Math.PI * in)) * (0.5 - 0.5 * Math.cos(Math.PI * out));
  }
}
