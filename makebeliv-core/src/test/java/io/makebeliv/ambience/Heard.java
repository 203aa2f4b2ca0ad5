package io.makebeliv.ambience;

import java.util.Arrays;
import org.jtransforms.fft.DoubleFFT_1D;

/** Stretches of an ambience, and what is measured on them. */
final class Heard {

  static final String[] NAMES = {"cafe", "street", "room", "white", "pink", "brown"};

  private Heard() {}

  /** The ambience alone, at -20 dBFS. */
  static float[] alone(String name, int rate, long seed, long position, double seconds) {
    AmbienceStream stream = Ambience.named(name).levelDb(-20).open(rate, seed);
    float[] samples = new float[(int) (seconds * rate)];
    stream.add(samples, 0, samples.length, position);
    return samples;
  }

  /** Level of a stretch, dBFS. */
  static double db(float[] samples, int from, int to) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum += (double) samples[i] * samples[i];
    }
    return 10 * Math.log10(sum / (to - from) + 1e-30);
  }

  /** Power per Hz in equal steps from 0, by Welch's method. */
  static double[] density(double[] samples, double rate, int size) {
    double[] power = new double[size / 2];
    DoubleFFT_1D fft = new DoubleFFT_1D(size);
    double energy = 0;
    int count = 0;
    double[] part = new double[size];
    for (int start = 0; start + size <= samples.length; start += size / 2) {
      energy = 0;
      for (int i = 0; i < size; i++) {
        double window = 0.5 - 0.5 * Math.cos(2 * Math.PI * i / size);
        part[i] = samples[start + i] * window;
        energy += window * window;
      }
      fft.realForward(part);
      for (int k = 1; k < size / 2; k++) {
        power[k] += part[2 * k] * part[2 * k] + part[2 * k + 1] * part[2 * k + 1];
      }
      count++;
    }
    for (int k = 0; k < power.length; k++) {
      power[k] *= 2 / (energy * rate * count);
    }
    return power;
  }

  static double[] doubles(float[] samples) {
    double[] values = new double[samples.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = samples[i];
    }
    return values;
  }

  /** The level in a third of an octave, dB. */
  static double third(double[] density, double rate, double hertz) {
    double step = rate / (2 * density.length);
    double lower = hertz * Math.pow(2, -1 / 6.0);
    double upper = hertz * Math.pow(2, 1 / 6.0);
    double sum = 0;
    int count = 0;
    for (int k = (int) Math.ceil(lower / step); k * step < upper; k++) {
      sum += density[k];
      count++;
    }
    return 10 * Math.log10(sum / count * (upper - lower));
  }

  /** The fall of a spectrum in dB an octave, by a straight line through its thirds of octaves. */
  static double slope(double[] density, double rate, double lowest, double highest) {
    double mx = 0;
    double my = 0;
    double xx = 0;
    double xy = 0;
    int n = 0;
    for (double hertz = lowest; hertz <= highest; hertz *= Math.pow(2, 1 / 3.0)) {
      double x = Math.log(hertz) / Math.log(2);
      // A third of an octave is the wider the higher it is.
      double y = third(density, rate, hertz) - 10 * Math.log10(hertz);
      mx += x;
      my += y;
      xx += x * x;
      xy += x * y;
      n++;
    }
    return (xy - mx * my / n) / (xx - mx * mx / n);
  }

  /** How deeply the power of a sound is modulated in a third of an octave around a rate. */
  static double modulation(float[] samples, int rate, double hertz) {
    int block = rate / 100;
    double[] power = new double[samples.length / block];
    double mean = 0;
    for (int i = 0; i < power.length; i++) {
      power[i] = Math.pow(10, db(samples, i * block, (i + 1) * block) / 10);
      mean += power[i] / power.length;
    }
    for (int i = 0; i < power.length; i++) {
      power[i] = power[i] / mean - 1;
    }
    return Math.pow(10, third(density(power, 100, 2048), 100, hertz) / 20);
  }

  /** A sound whose strong lows are taken back, so that likeness is judged over all frequencies. */
  static double[] whitened(float[] samples, int differences) {
    double[] values = doubles(samples);
    for (int n = 0; n < differences; n++) {
      for (int i = values.length - 1; i > 0; i--) {
        values[i] -= 0.97 * values[i - 1];
      }
    }
    return values;
  }

  /**
   * How much a piece is like any other piece of a sound: the largest cosine, by fast convolution.
   *
   * @param own where the piece was taken from, or a negative number
   */
  static double likeness(double[] piece, double[] sound, int own) {
    int size = 1 << 16;
    int step = size - piece.length;
    DoubleFFT_1D fft = new DoubleFFT_1D(size);
    double[] turned = Arrays.copyOf(piece, size);
    fft.realForward(turned);
    double[] squares = new double[sound.length + 1];
    for (int i = 0; i < sound.length; i++) {
      squares[i + 1] = squares[i] + sound[i] * sound[i];
    }
    double energy = Arrays.stream(piece).map(x -> x * x).sum();
    double most = 0;
    for (int start = 0; start + size <= sound.length; start += step) {
      double[] part = Arrays.copyOfRange(sound, start, start + size);
      fft.realForward(part);
      part[0] *= turned[0];
      part[1] *= turned[1];
      for (int k = 2; k < size; k += 2) {
        double re = part[k] * turned[k] + part[k + 1] * turned[k + 1];
        part[k + 1] = part[k + 1] * turned[k] - part[k] * turned[k + 1];
        part[k] = re;
      }
      fft.realInverse(part, true);
      for (int i = 0; i < step; i++) {
        int at = start + i;
        if (own < 0 || Math.abs(at - own) > piece.length) {
          double there = squares[at + piece.length] - squares[at];
          most = Math.max(most, Math.abs(part[i]) / Math.sqrt(there * energy));
        }
      }
    }
    return most;
  }
}
