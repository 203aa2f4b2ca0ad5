package io.makebeliv.effect;

/**
 * Turns hissing down while it is too loud, and only what hisses: a high shelf that comes and goes.
 *
 * <p>The shelf is a weighted sum of the low, the middle and the high output of one filter
 * (Butterworth, second order, in the topology-preserving form of Zavalishin, "The art of VA filter
 * design", 2012). The weights are such that it is flat below and above for every depth, so moving
 * them only mixes signals. What it listens to is the high output, filtered once more. While nothing
 * hisses, it changes no bit; and where the frequency is near half the sample rate or above, never.
 *
 * @param frequencyHz 2000 to 12000 Hz: hissing is above
 * @param thresholdDb -60 to 0 dB of full scale: the peak that hissing is brought down to
 * @param mostDb 0 to 24 dB: how far at most
 */
public record DeEsser(double frequencyHz, double thresholdDb, double mostDb) implements Effect {

  private static final Range FREQUENCY = new Range("the de-esser's frequencyHz", 2000, 12000, "Hz");
  private static final Range THRESHOLD = new Range("the de-esser's thresholdDb", -60, 0, "dB");
  private static final Range MOST = new Range("the de-esser's mostDb", 0, 24, "dB");

  /**
   * Checks the ranges.
   *
   * @param frequencyHz 2000 to 12000 Hz
   * @param thresholdDb -60 to 0 dB of full scale
   * @param mostDb 0 to 24 dB
   * @throws IllegalArgumentException if a value is out of range; the message says which
   */
  public DeEsser {
    FREQUENCY.check(frequencyHz);
    THRESHOLD.check(thresholdDb);
    MOST.check(mostDb);
  }

  /**
   * Takes the edge off.
   *
   * @return what is above 5 kHz to -28 dB, by 9 dB at most
   */
  public static DeEsser soft() {
    return new DeEsser(5000, -28, 9);
  }

  /**
   * Changes the level of hissing.
   *
   * @param db -60 to 0 dB of full scale
   * @return the same but for that
   */
  public DeEsser withThreshold(double db) {
    return new DeEsser(frequencyHz, db, mostDb);
  }

  @Override
  public Processor open(int sampleRate, long seed) {
    return frequencyHz > Stream.HIGHEST * sampleRate
        ? EffectChain.empty().open(sampleRate, seed)
        : new Stream(this, sampleRate);
  }

  private static final class Stream implements Processor {

    static final double HIGHEST = 0.45;

    private static final double DAMPING = Math.sqrt(2);
    private static final double HOLD_SECONDS = 0.001;
    private static final double FALL_SECONDS = 0.005;
    private static final double ATTACK_SECONDS = 0.0005;
    private static final double RELEASE_SECONDS = 0.03;
    private static final double REST_SECONDS = 0.01;

    private final double threshold;
    private final double mostDb;
    private final double g;
    private final double scale;
    private final int rest;
    private final PeakHold level;
    private final GainRide gain;

    private double s1;
    private double s2;
    private double t1;
    private double t2;
    private int zeros;
    private double judged;
    private double target;

    Stream(DeEsser settings, int sampleRate) {
      threshold = Decibels.toFactor(settings.thresholdDb);
      mostDb = settings.mostDb;
      g = StrictMath.tan(Math.PI * settings.frequencyHz / sampleRate);
      scale = 1 / (1 + DAMPING * g + g * g);
      rest = (int) (REST_SECONDS * sampleRate);
      level = new PeakHold(sampleRate, HOLD_SECONDS, FALL_SECONDS);
      gain = new GainRide(sampleRate, ATTACK_SECONDS, RELEASE_SECONDS);
    }

    @Override
    public void process(float[] samples, int offset, int frames, long position) {
      for (int i = offset; i < offset + frames; i++) {
        double x = samples[i];
        if (x != 0) {
          zeros = 0;
        } else if (++zeros >= rest) {
          zeros = rest;
          silenceFilters();
        }
        double high = (x - (DAMPING + g) * s1 - s2) * scale;
        double middle = g * high + s1;
        double low = g * middle + s2;
        s1 = middle + g * high;
        s2 = low + g * middle;
        double depth = gain.towards(targetFor(level.follow(Math.abs(higher(high)))));
        if (depth < 1) {
          // The sum of the three, the middle by sqrt(2), is the sample. Butterworth's way between
          // a gain of 1 and one of d has sqrt(2 d) there.
          samples[i] = (float) (x - (1 - Math.sqrt(depth)) * DAMPING * middle - (1 - depth) * high);
        }
      }
    }

    private double higher(double x) {
      double high = (x - (DAMPING + g) * t1 - t2) * scale;
      double middle = g * high + t1;
      double low = g * middle + t2;
      t1 = middle + g * high;
      t2 = low + g * middle;
      return high;
    }

    private double targetFor(double peak) {
      if (peak != judged) {
        judged = peak;
        target = peak <= threshold ? 0 : Math.min(mostDb, Decibels.ofFactor(peak / threshold));
      }
      return target;
    }

    private void silenceFilters() {
      s1 = 0;
      s2 = 0;
      t1 = 0;
      t2 = 0;
    }

    @Override
    public void reset() {
      silenceFilters();
      zeros = 0;
      level.reset();
      gain.reset();
      judged = 0;
      target = 0;
    }
  }
}
