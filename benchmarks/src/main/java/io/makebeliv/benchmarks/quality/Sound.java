package io.makebeliv.benchmarks.quality;

import io.makebeliv.audio.AudioFileSource;
import io.makebeliv.audio.AudioFiles;
import io.makebeliv.audio.AudioSource;
import java.nio.file.Path;
import java.util.Arrays;

/** Mono samples at a rate. */
final class Sound {

  /** At which spectra are compared: all of a voice's formants, and the same for every recording. */
  static final int ANALYSIS_RATE = 16_000;

  private static final int ZERO_CROSSINGS = 40;

  private final int rate;
  private final float[] samples;

  Sound(int rate, float[] samples) {
    this.rate = rate;
    this.samples = samples;
  }

  static Sound read(Path file) {
    try (AudioFileSource source = AudioFiles.open(file)) {
      float[] samples = new float[1 << 16];
      int length = 0;
      for (int count;
          (count = source.read(samples, length, samples.length - length))
              != AudioSource.END_OF_STREAM; ) {
        length += count;
        if (length == samples.length) {
          samples = Arrays.copyOf(samples, 2 * length);
        }
      }
      return new Sound(source.sampleRate(), Arrays.copyOf(samples, length));
    }
  }

  int rate() {
    return rate;
  }

  float[] samples() {
    return samples;
  }

  int length() {
    return samples.length;
  }

  double seconds() {
    return (double) samples.length / rate;
  }

  /** The middle, or all of it if it is no longer than that. */
  Sound middle(double seconds) {
    int kept = (int) Math.min(samples.length, Math.round(seconds * rate));
    int from = (samples.length - kept) / 2;
    return new Sound(rate, Arrays.copyOfRange(samples, from, from + kept));
  }

  Sound forAnalysis() {
    return at(ANALYSIS_RATE);
  }

  /** The same sound at another rate, without delay: a polyphase filter, sinc under Blackman. */
  Sound at(int newRate) {
    if (newRate == rate) {
      return this;
    }
    int divisor = gcd(rate, newRate);
    int up = newRate / divisor;
    int down = rate / divisor;
    double cutoff = 0.96 * Math.min(1, (double) newRate / rate);
    int half = (int) Math.ceil(ZERO_CROSSINGS / cutoff);
    double[][] phases = new double[up][];
    for (int p = 0; p < up; p++) {
      phases[p] = taps((double) p / up, half, cutoff);
    }
    float[] changed = new float[(int) Math.round((double) samples.length * newRate / rate)];
    for (int n = 0; n < changed.length; n++) {
      long position = (long) n * down;
      int whole = (int) (position / up);
      double[] taps = phases[(int) (position % up)];
      double sum = 0;
      int first = Math.max(0, half - 1 - whole);
      int last = Math.min(taps.length, samples.length - whole + half - 1);
      for (int k = first; k < last; k++) {
        sum += taps[k] * samples[whole - half + 1 + k];
      }
      changed[n] = (float) sum;
    }
    return new Sound(newRate, changed);
  }

  private static double[] taps(double fraction, int half, double cutoff) {
    double[] taps = new double[2 * half];
    for (int k = 0; k < taps.length; k++) {
      double x = k - half + 1 - fraction;
      double angle = Math.PI * x / half;
      double window = 0.42 + 0.5 * Math.cos(angle) + 0.08 * Math.cos(2 * angle);
      double sinc = x == 0 ? 1 : Math.sin(Math.PI * cutoff * x) / (Math.PI * cutoff * x);
      taps[k] = Math.abs(x) < half ? cutoff * sinc * window : 0;
    }
    return taps;
  }

  private static int gcd(int a, int b) {
    return b == 0 ? a : gcd(b, a % b);
  }

  /** Mean power around a time, in dB of full scale; what lies outside counts as silence. */
  double levelDb(double centreSeconds, double widthSeconds) {
    int from = (int) Math.round((centreSeconds - widthSeconds / 2) * rate);
    int to = (int) Math.round((centreSeconds + widthSeconds / 2) * rate);
    double sum = 0;
    for (int n = Math.max(0, from); n < Math.min(samples.length, to); n++) {
      sum += (double) samples[n] * samples[n];
    }
    return 10 * Math.log10(sum / Math.max(1, to - from) + 1e-20);
  }

  double levelDb() {
    return levelDb(seconds() / 2, seconds());
  }
}
