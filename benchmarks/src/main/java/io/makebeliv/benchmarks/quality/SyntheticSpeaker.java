package io.makebeliv.benchmarks.quality;

import java.util.Random;
import java.util.function.DoubleUnaryOperator;

/**
 * A voice of which everything is known: band-limited glottal pulses at an exact fundamental, with a
 * little breath, through resonators that stay where they are; phrases with pauses between them.
 */
final class SyntheticSpeaker {

  private static final double PHRASE_SECONDS = 0.8;
  private static final double PAUSE_SECONDS = 0.2;
  private static final double FADE_SECONDS = 0.04;

  /** Around the ends of phrases nobody can say whether a frame has a pitch. */
  private static final double UNSURE_SECONDS = 0.06;

  private static final int REACH = 24;

  /** First to fourth formants of vowels of a grown man, Hz. */
  private static final double[][] VOWELS = {
    {650, 1150, 2500, 3400},
    {310, 2200, 2900, 3500},
    {350, 800, 2300, 3300},
    {500, 1750, 2450, 3450},
    {560, 920, 2400, 3350}
  };

  private final String name;
  private final DoubleUnaryOperator fundamental;
  private final double[] formants;
  private final double slope;
  private final double breathDb;
  private final long seed;

  private SyntheticSpeaker(
      String name,
      DoubleUnaryOperator fundamental,
      double[] formants,
      double slope,
      double breathDb,
      long seed) {
    this.name = name;
    this.fundamental = fundamental;
    this.formants = formants;
    this.slope = slope;
    this.breathDb = breathDb;
    this.seed = seed;
  }

  /** A speaker of nothing but one note, without breath or pauses worth the name. */
  static SyntheticSpeaker steady(double hertz) {
    return new SyntheticSpeaker("steady", t -> hertz, VOWELS[0], 0.9, -200, 0);
  }

  /** A man, a woman, a child, by turns; the rest by chance. */
  static SyntheticSpeaker random(int seed) {
    Random random = new Random(seed * 7919L + 17);
    int kind = seed % 3;
    String name = new String[] {"man", "woman", "child"}[kind] + " " + (seed + 1);
    double base =
        new double[] {80, 165, 250}[kind]
            * Math.pow(2, random.nextDouble() * (kind == 0 ? .8 : .6));
    double size = new double[] {1, 1.16, 1.35}[kind] * (0.96 + 0.08 * random.nextDouble());
    double[] formants = VOWELS[random.nextInt(VOWELS.length)].clone();
    for (int i = 0; i < formants.length; i++) {
      formants[i] *= size;
    }
    double slow = 0.6 + 0.5 * random.nextDouble();
    double quick = 2 + random.nextDouble();
    double a = 2 * Math.PI * random.nextDouble();
    double b = 2 * Math.PI * random.nextDouble();
    DoubleUnaryOperator fundamental =
        t ->
            base
                * Math.pow(
                    2,
                    0.25 * Math.sin(2 * Math.PI * slow * t + a)
                        + 0.06 * Math.sin(2 * Math.PI * quick * t + b));
    return new SyntheticSpeaker(
        name,
        fundamental,
        formants,
        0.85 + 0.1 * random.nextDouble(),
        -45 + 15 * random.nextDouble(),
        seed);
  }

  /**
   * The same speaker as a perfect shifter would make him: every pulse apart, the mouth as it is.
   */
  SyntheticSpeaker at(double ratio) {
    return new SyntheticSpeaker(
        name, t -> ratio * fundamental.applyAsDouble(t), formants, slope, breathDb, seed);
  }

  String name() {
    return name;
  }

  /** Speaks. */
  Sound voiced(int rate, double seconds) {
    double[] x = new double[(int) (seconds * rate)];
    double phase = 0;
    for (int n = 0; n < x.length; n++) {
      double before = phase;
      phase += fundamental.applyAsDouble((double) n / rate) / rate;
      if (Math.floor(phase) > Math.floor(before)) {
        pulse(x, n - 1 + (Math.floor(phase) - before) / (phase - before), 0.95);
      }
    }
    double power = 0;
    for (double v : x) {
      power += v * v / x.length;
    }
    double breath = Math.sqrt(power) * Math.pow(10, breathDb / 20);
    Random random = new Random(seed);
    for (int n = 0; n < x.length; n++) {
      x[n] += breath * random.nextGaussian();
    }
    return spoken(x, rate);
  }

  /** What was spoken: the fundamental in Hz, 0 in pauses, NaN at the ends of phrases. */
  PitchTrack truth(double seconds) {
    return PitchTrack.of(
        seconds,
        t -> {
          double inPhrase = t % (PHRASE_SECONDS + PAUSE_SECONDS);
          double fromEnd =
              Math.min(
                  Math.abs(inPhrase - PHRASE_SECONDS),
                  Math.min(inPhrase, PHRASE_SECONDS + PAUSE_SECONDS - inPhrase));
          if (fromEnd < UNSURE_SECONDS) {
            return Double.NaN;
          }
          return inPhrase < PHRASE_SECONDS ? fundamental.applyAsDouble(t) : 0;
        });
  }

  private Sound spoken(double[] x, int rate) {
    double pole = Math.pow(slope, 16_000.0 / rate);
    double mean = 0;
    double last = 0;
    double dc = Math.exp(-2 * Math.PI * 20 / rate);
    double before = 0;
    for (int n = 0; n < x.length; n++) {
      // Radiation at the lips takes constants away; the rest falls with frequency.
      mean = x[n] - before + dc * mean;
      before = x[n];
      last = mean + pole * last;
      x[n] = last;
    }
    for (double formant : formants) {
      if (formant < 0.45 * rate) {
        resonate(x, formant, rate);
      }
    }
    double peak = 1e-9;
    for (double v : x) {
      peak = Math.max(peak, Math.abs(v));
    }
    float[] y = new float[x.length];
    for (int n = 0; n < x.length; n++) {
      y[n] = (float) (0.5 * x[n] / peak * loudness((double) n / rate));
    }
    return new Sound(rate, y);
  }

  private static double loudness(double t) {
    double inPhrase = t % (PHRASE_SECONDS + PAUSE_SECONDS);
    double fade = Math.min(inPhrase, PHRASE_SECONDS - inPhrase) / FADE_SECONDS;
    return 0.5 - 0.5 * Math.cos(Math.PI * Math.max(0, Math.min(1, fade)));
  }

  /** Adds a pulse of the band below {@code band} of half the rate, at a place between samples. */
  static void pulse(double[] x, double at, double band) {
    int middle = (int) Math.floor(at);
    for (int n = Math.max(0, middle - REACH); n < Math.min(x.length, middle + REACH + 1); n++) {
      double d = n - at;
      double sinc = d == 0 ? 1 : Math.sin(band * Math.PI * d) / (band * Math.PI * d);
      x[n] += sinc * (0.5 + 0.5 * Math.cos(Math.PI * Math.min(1, Math.abs(d) / REACH)));
    }
  }

  private static void resonate(double[] x, double hertz, int rate) {
    double radius = Math.exp(-Math.PI * (60 + 0.04 * hertz) / rate);
    double a1 = 2 * radius * Math.cos(2 * Math.PI * hertz / rate);
    double a2 = -radius * radius;
    double y1 = 0;
    double y2 = 0;
    for (int n = 0; n < x.length; n++) {
      double y = (1 - a1 - a2) * x[n] + a1 * y1 + a2 * y2;
      y2 = y1;
      y1 = y;
      x[n] = y;
    }
  }
}
