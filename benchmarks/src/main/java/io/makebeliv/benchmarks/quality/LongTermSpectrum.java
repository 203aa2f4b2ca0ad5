package io.makebeliv.benchmarks.quality;

import java.util.Arrays;
import org.jtransforms.fft.DoubleFFT_1D;

/** The colour of all that has no voice: mel bands of the mean spectrum of those frames. */
final class LongTermSpectrum {

  private static final int LENGTH = 512;
  private static final int FEWEST_FRAMES = 20;

  private LongTermSpectrum() {}

  /** How far two sounds are apart, dB, gain removed; NaN if there is too little to tell. */
  static double distance(
      Sound source, Sound output, PitchTrack pitch, Activity active, double formant) {
    double[] before = of(source.forAnalysis(), pitch, active);
    double[] after = of(output.forAnalysis(), pitch, active);
    return before.length == 0
        ? Double.NaN
        : MelBands.distance(MelBands.of(before, formant), MelBands.of(after, 1));
  }

  private static double[] of(Sound sound, PitchTrack pitch, Activity active) {
    int size = 2 * (SpectralEnvelope.BINS - 1);
    DoubleFFT_1D fft = new DoubleFFT_1D(size);
    double[] power = new double[SpectralEnvelope.BINS];
    double[] frame = new double[size];
    int count = 0;
    for (int i = 0; i < pitch.frames(); i++) {
      if (!active.at(i) || !pitch.unvoiced(i)) {
        continue;
      }
      count++;
      Arrays.fill(frame, 0);
      int from = (int) Math.round(PitchTrack.secondsAt(i) * sound.rate()) - LENGTH / 2;
      for (int n = Math.max(0, -from); n < LENGTH && from + n < sound.length(); n++) {
        double w = 0.5 - 0.5 * Math.cos(2 * Math.PI * (n + 0.5) / LENGTH);
        frame[n] = w * sound.samples()[from + n];
      }
      fft.realForward(frame);
      for (int k = 1; k < power.length - 1; k++) {
        power[k] += frame[2 * k] * frame[2 * k] + frame[2 * k + 1] * frame[2 * k + 1];
      }
    }
    if (count < FEWEST_FRAMES) {
      return new double[0];
    }
    double[] decibels = new double[power.length];
    for (int k = 0; k < power.length; k++) {
      decibels[k] = 10 * Math.log10(power[k] / count + 1e-16);
    }
    return decibels;
  }
}
