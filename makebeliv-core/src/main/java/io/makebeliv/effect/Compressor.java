package io.makebeliv.effect;

/**
 * Evens out loud and soft. What is above the threshold grows by {@code 1 / ratio} dB per dB only,
 * with a soft knee (the curve of Giannoulis, Massberg and Reiss, "Digital dynamic range compressor
 * design", 2012), and the gain moves exponentially in dB.
 *
 * <p>The level it goes by is the peak, held for 15 ms, the period of a very low voice, before it
 * falls: so the gain does not swing with the waves. While there is nothing to turn down, and no
 * make-up gain, it changes no bit.
 *
 * @param thresholdDb -60 to 0 dB of full scale
 * @param ratio 1 to 20
 * @param kneeDb 0 to 24 dB: how wide the bend about the threshold is
 * @param attackMs 0.1 to 200 ms: the time constant of turning down
 * @param releaseMs 5 to 2000 ms: the time constant of coming back
 * @param makeupDb 0 to 24 dB: gain on everything
 */
public record Compressor(
    double thresholdDb,
    double ratio,
    double kneeDb,
    double attackMs,
    double releaseMs,
    double makeupDb)
    implements Effect {

  private static final Range THRESHOLD = new Range("the compressor's thresholdDb", -60, 0, "dB");
  private static final Range RATIO = new Range("the compressor's ratio", 1, 20, "");
  private static final Range KNEE = new Range("the compressor's kneeDb", 0, 24, "dB");
  private static final Range ATTACK = new Range("the compressor's attackMs", 0.1, 200, "ms");
  private static final Range RELEASE = new Range("the compressor's releaseMs", 5, 2000, "ms");
  private static final Range MAKEUP = new Range("the compressor's makeupDb", 0, 24, "dB");

  /**
   * Checks the ranges.
   *
   * @param thresholdDb -60 to 0 dB of full scale
   * @param ratio 1 to 20
   * @param kneeDb 0 to 24 dB
   * @param attackMs 0.1 to 200 ms
   * @param releaseMs 5 to 2000 ms
   * @param makeupDb 0 to 24 dB
   * @throws IllegalArgumentException if a value is out of range; the message says which
   */
  public Compressor {
    THRESHOLD.check(thresholdDb);
    RATIO.check(ratio);
    KNEE.check(kneeDb);
    ATTACK.check(attackMs);
    RELEASE.check(releaseMs);
    MAKEUP.check(makeupDb);
  }

  /**
   * Evens a voice out without being heard.
   *
   * @return 3:1 above -20 dB with a knee of 8 dB, 5 and 120 ms, 4 dB of make-up
   */
  public static Compressor voice() {
    return new Compressor(-20, 3, 8, 5, 120, 4);
  }

  /**
   * Changes where it begins.
   *
   * @param db -60 to 0 dB of full scale
   * @return the same but for that
   */
  public Compressor withThreshold(double db) {
    return new Compressor(db, ratio, kneeDb, attackMs, releaseMs, makeupDb);
  }

  /**
   * Changes how much it evens out.
   *
   * @param ratio 1 to 20
   * @return the same but for that
   */
  public Compressor withRatio(double ratio) {
    return new Compressor(thresholdDb, ratio, kneeDb, attackMs, releaseMs, makeupDb);
  }

  /**
   * Changes the gain on everything.
   *
   * @param db 0 to 24 dB
   * @return the same but for that
   */
  public Compressor withMakeup(double db) {
    return new Compressor(thresholdDb, ratio, kneeDb, attackMs, releaseMs, db);
  }

  @Override
  public Processor open(int sampleRate, long seed) {
    return new Stream(this, sampleRate);
  }

  /** Of a peak above the lower end of the knee. */
  private double reductionDb(double peak) {
    double over = Decibels.ofFactor(peak) - thresholdDb;
    double share = 1 - 1 / ratio;
    if (2 * over >= kneeDb) {
      return share * over;
    }
    double into = Math.max(0, over + kneeDb / 2);
    return share * into * into / (2 * kneeDb);
  }

  private static final class Stream implements Processor {

    private static final double HOLD_SECONDS = 0.015;
    private static final double FALL_SECONDS = 0.005;

    private final Compressor settings;
    private final PeakHold level;
    private final GainRide gain;
    private final double makeup;

    /** Up to here there is nothing to turn down. */
    private final double lowest;

    private double judged;
    private double target;

    Stream(Compressor settings, int sampleRate) {
      this.settings = settings;
      level = new PeakHold(sampleRate, HOLD_SECONDS, FALL_SECONDS);
      gain = new GainRide(sampleRate, settings.attackMs / 1000, settings.releaseMs / 1000);
      makeup = Decibels.toFactor(settings.makeupDb);
      lowest = Decibels.toFactor(settings.thresholdDb - settings.kneeDb / 2);
    }

    @Override
    public void process(float[] samples, int offset, int frames, long position) {
      for (int i = offset; i < offset + frames; i++) {
        double peak = level.follow(Math.abs(samples[i]));
        if (peak != judged) {
          judged = peak;
          target = peak <= lowest ? 0 : settings.reductionDb(peak);
        }
        samples[i] = (float) (samples[i] * makeup * gain.towards(target));
      }
    }

    @Override
    public void reset() {
      level.reset();
      gain.reset();
      judged = 0;
      target = 0;
    }
  }
}
