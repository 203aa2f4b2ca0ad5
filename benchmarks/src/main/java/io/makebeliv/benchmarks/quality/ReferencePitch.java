package io.makebeliv.benchmarks.quality;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jtransforms.fft.DoubleFFT_1D;

/**
 * The judge of pitch: an offline tracker that shares nothing with those inside voices. The
 * autocorrelation of three periods, divided by that of its window and interpolated, gives
 * candidates, and the cheapest path through all of a recording chooses among them. After Boersma,
 * "Accurate short-term analysis of the fundamental frequency and the harmonics-to-noise ratio of a
 * sampled sound", 1993, with the costs that praat takes by default.
 */
final class ReferencePitch {

  private static final double SILENCE = 0.03;
  private static final double VOICING = 0.45;
  private static final double OCTAVE_COST = 0.01;
  private static final double OCTAVE_JUMP_COST = 0.35 * 0.01 / PitchTrack.HOP_SECONDS;
  private static final double VOICING_CHANGE_COST = 0.14 * 0.01 / PitchTrack.HOP_SECONDS;
  private static final int CANDIDATES = 15;

  /** How much finer than the samples the autocorrelation is: parabolas do the rest. */
  private static final int FINER = 4;

  private static final double LOWEST = 60;
  private static final double HIGHEST = 600;

  /** Where the fundamental is looked for, Hz. */
  record Range(double lowest, double highest) {

    /**
     * The range of a speaker, by a first look: what speech dips to and rises to, as de Looze and
     * Hirst found it.
     */
    static Range of(Sound sound) {
      double[] hertz = new ReferencePitch(new Range(LOWEST, HIGHEST)).track(sound).sorted();
      if (hertz.length < 10) {
        return new Range(LOWEST, HIGHEST);
      }
      double lower = hertz[hertz.length / 4];
      double upper = hertz[hertz.length * 3 / 4];
      return new Range(Math.max(LOWEST, 0.7 * lower), Math.min(HIGHEST, 1.7 * upper));
    }

    /** Room for the voice that was shifted and for one that was not. */
    Range withShifted(double ratio) {
      return new Range(lowest * Math.min(1, ratio), highest * Math.max(1, ratio));
    }
  }

  private record Candidate(double hertz, double strength) {}

  private final Range range;

  ReferencePitch(Range range) {
    this.range = range;
  }

  PitchTrack track(Sound recording) {
    Sound sound = recording.forAnalysis();
    int rate = sound.rate();
    int length = 2 * (int) Math.round(1.5 * rate / range.lowest());
    double[] window = new double[length];
    for (int i = 0; i < length; i++) {
      window[i] = 0.5 - 0.5 * Math.cos(2 * Math.PI * (i + 0.5) / length);
    }
    int size = 2 * Integer.highestOneBit(2 * length - 1);
    DoubleFFT_1D forward = new DoubleFFT_1D(size);
    DoubleFFT_1D backward = new DoubleFFT_1D((long) size * FINER);
    int longest = Math.min((int) (FINER * rate / range.lowest()) + 2, FINER * length - 1);
    double[] ofWindow = autocorrelation(window, forward, backward, size, longest);
    double peak = 1e-9;
    for (float x : sound.samples()) {
      peak = Math.max(peak, Math.abs(x));
    }
    List<List<Candidate>> frames = new ArrayList<>();
    double[] frame = new double[length];
    for (int i = 0; i < PitchTrack.framesIn(sound.seconds()); i++) {
      int middle = (int) Math.round(PitchTrack.secondsAt(i) * rate);
      double loudest = take(sound.samples(), middle - length / 2, frame);
      for (int n = 0; n < length; n++) {
        frame[n] *= window[n];
      }
      double[] r = autocorrelation(frame, forward, backward, size, longest);
      for (int lag = longest; lag >= 0; lag--) {
        r[lag] = r[0] > 0 ? r[lag] / r[0] / (ofWindow[lag] / ofWindow[0]) : 0;
      }
      frames.add(candidates(r, rate * (double) FINER, loudest / peak));
    }
    return new PitchTrack(cheapestPath(frames));
  }

  /** Copies a stretch without its mean; tells the loudest sample. */
  private static double take(float[] samples, int from, double[] frame) {
    double mean = 0;
    for (int n = 0; n < frame.length; n++) {
      int at = from + n;
      frame[n] = at >= 0 && at < samples.length ? samples[at] : 0;
      mean += frame[n] / frame.length;
    }
    double loudest = 0;
    for (int n = 0; n < frame.length; n++) {
      frame[n] -= mean;
      loudest = Math.max(loudest, Math.abs(frame[n]));
    }
    return loudest;
  }

  private static double[] autocorrelation(
      double[] frame, DoubleFFT_1D forward, DoubleFFT_1D backward, int size, int longest) {
    double[] spectrum = Arrays.copyOf(frame, size);
    forward.realForward(spectrum);
    double[] power = new double[size * FINER];
    power[0] = spectrum[0] * spectrum[0];
    power[size] = spectrum[1] * spectrum[1] / 2;
    for (int k = 1; k < size / 2; k++) {
      power[2 * k] = spectrum[2 * k] * spectrum[2 * k] + spectrum[2 * k + 1] * spectrum[2 * k + 1];
    }
    backward.realInverse(power, true);
    return Arrays.copyOf(power, longest + 1);
  }

  private List<Candidate> candidates(double[] r, double pointsPerSecond, double loudness) {
    List<Candidate> found = new ArrayList<>();
    for (int lag = (int) (pointsPerSecond / range.highest()); lag < r.length - 1; lag++) {
      if (lag > 0 && r[lag] > VOICING / 2 && r[lag] > r[lag - 1] && r[lag] >= r[lag + 1]) {
        double bend = r[lag - 1] - 2 * r[lag] + r[lag + 1];
        double shift = 0.5 * (r[lag - 1] - r[lag + 1]) / bend;
        double hertz = pointsPerSecond / (lag + shift);
        double height = r[lag] - 0.25 * (r[lag - 1] - r[lag + 1]) * shift;
        if (hertz >= range.lowest() && hertz <= range.highest()) {
          double strength = height > 1 ? 1 / height : height;
          found.add(new Candidate(hertz, strength + OCTAVE_COST * log2(hertz / range.lowest())));
        }
      }
    }
    found.sort((a, b) -> Double.compare(b.strength(), a.strength()));
    List<Candidate> kept =
        new ArrayList<>(found.subList(0, Math.min(found.size(), CANDIDATES - 1)));
    kept.add(new Candidate(0, VOICING + Math.max(0, 2 - loudness / (SILENCE / (1 + VOICING)))));
    return kept;
  }

  private static double[] cheapestPath(List<List<Candidate>> frames) {
    int count = frames.size();
    double[][] score = new double[count][];
    int[][] before = new int[count][];
    for (int i = 0; i < count; i++) {
      List<Candidate> here = frames.get(i);
      score[i] = new double[here.size()];
      before[i] = new int[here.size()];
      for (int c = 0; c < here.size(); c++) {
        double best = i == 0 ? 0 : Double.NEGATIVE_INFINITY;
        for (int p = 0; i > 0 && p < score[i - 1].length; p++) {
          double total =
              score[i - 1][p] - transition(frames.get(i - 1).get(p).hertz(), here.get(c).hertz());
          if (total > best) {
            best = total;
            before[i][c] = p;
          }
        }
        score[i][c] = best + here.get(c).strength();
      }
    }
    double[] hertz = new double[count];
    int at = count == 0 ? 0 : best(score[count - 1]);
    for (int i = count - 1; i >= 0; i--) {
      hertz[i] = frames.get(i).get(at).hertz();
      at = before[i][at];
    }
    return hertz;
  }

  private static int best(double[] scores) {
    int best = 0;
    for (int i = 1; i < scores.length; i++) {
      if (scores[i] > scores[best]) {
        best = i;
      }
    }
    return best;
  }

  private static double transition(double from, double to) {
    if (from == 0 && to == 0) {
      return 0;
    }
    if (from == 0 || to == 0) {
      return VOICING_CHANGE_COST;
    }
    return OCTAVE_JUMP_COST * Math.abs(log2(from / to));
  }

  private static double log2(double x) {
    return Math.log(x) / Math.log(2);
  }
}
