package io.makebeliv.fluctuation;

/**
 * How much a converted voice is to vary by itself. Converted voices sound mechanical where they are
 * too even; these variations stay about where one begins to notice them, so that the voice is alive
 * and not an effect.
 *
 * @param pitch variation of the pitch, in cents, bound at most 200
 * @param level variation of the level, in dB, bound at most 6
 * @param eq variation of each of five bands of the spectrum, in dB, bound at most 6
 * @param vibratoCents depth of a singer's vibrato, 0 for none, at most 200: it swings 4.5 to 6.5
 *     times a second and comes in when a note has been held for a moment
 */
public record Fluctuation(Variation pitch, Variation level, Variation eq, double vibratoCents) {

  /** How many bands of the spectrum vary. */
  public static final int BANDS = 5;

  private static final double MOST_CENTS = 200;
  private static final double MOST_DB = 6;

  /**
   * Checks the ranges.
   *
   * @param pitch in cents, bound at most 200
   * @param level in dB, bound at most 6
   * @param eq in dB, bound at most 6
   * @param vibratoCents 0 to 200
   * @throws IllegalArgumentException if a value is out of range; the message says which
   */
  public Fluctuation {
    atMost("pitch", pitch.bound(), MOST_CENTS, "cents");
    atMost("level", level.bound(), MOST_DB, "dB");
    atMost("eq", eq.bound(), MOST_DB, "dB");
    if (!(vibratoCents >= 0 && vibratoCents <= MOST_CENTS)) {
      throw new IllegalArgumentException(
          "vibrato must be 0 to %.0f cents, was %s".formatted(MOST_CENTS, vibratoCents));
    }
  }

  private static void atMost(String what, double bound, double most, String unit) {
    if (bound > most) {
      throw new IllegalArgumentException(
          "the bound of %s must be at most %.0f %s, was %s".formatted(what, most, unit, bound));
    }
  }

  /**
   * Leaves the voice as even as it is.
   *
   * @return no variation at all
   */
  public static Fluctuation off() {
    return new Fluctuation(Variation.NONE, Variation.NONE, Variation.NONE, 0);
  }

  /**
   * Varies as a person does who speaks quietly: the default.
   *
   * @return 12 cents, 0.4 dB, and a quarter of a dB in each band
   */
  public static Fluctuation natural() {
    return new Fluctuation(
        Variation.pink(12, 40), Variation.pink(0.4, 1.5), new Variation(0.25, 0.5, 1, 10), 0);
  }

  /**
   * Varies as a person does who is moved.
   *
   * @return 18 cents, half a dB, and 0.3 dB in each band
   */
  public static Fluctuation lively() {
    return new Fluctuation(
        Variation.pink(18, 50), Variation.pink(0.5, 1.5), new Variation(0.3, 0.5, 1, 10), 0);
  }

  /**
   * Varies as a singer does: steadier in pitch, with a vibrato.
   *
   * @return 8 cents, 0.4 dB, a quarter of a dB in each band, and a vibrato of 40 cents
   */
  public static Fluctuation singing() {
    return new Fluctuation(
        Variation.pink(8, 25), Variation.pink(0.4, 1.5), new Variation(0.25, 0.5, 1, 10), 40);
  }

  /**
   * Varies by as much and as fast as the first design of this project did: factors of 5 % in pitch,
   * 3 % in level and 2 % in five bands, of which a fifth was taken into an average every 100 ms.
   * That stepped from chunk to chunk and had no bound; this goes the same ways continuously.
   *
   * @return 29 cents, 0.09 dB and 0.06 dB, with a correlation time of 0.45 s
   */
  public static Fluctuation legacy() {
    // x <- 0.8 x + 0.2 (1 + N(0, s)) has a deviation of s 0.2 / sqrt(1 - 0.8^2) = s / 3.
    double seconds = -0.1 / StrictMath.log(0.8);
    double cents = 1200 / StrictMath.log(2) * 0.05 / 3;
    double db = 20 / StrictMath.log(10);
    return new Fluctuation(
        Variation.paced(cents, 3 * cents, seconds),
        Variation.paced(db * 0.03 / 3, db * 0.03, seconds),
        Variation.paced(db * 0.02 / 3, db * 0.02, seconds),
        0);
  }

  /**
   * Changes the pitch's variation.
   *
   * @param pitch in cents
   * @return the same but for that
   */
  public Fluctuation withPitch(Variation pitch) {
    return new Fluctuation(pitch, level, eq, vibratoCents);
  }

  /**
   * Changes the level's variation.
   *
   * @param level in dB
   * @return the same but for that
   */
  public Fluctuation withLevel(Variation level) {
    return new Fluctuation(pitch, level, eq, vibratoCents);
  }

  /**
   * Changes the bands' variation.
   *
   * @param eq in dB
   * @return the same but for that
   */
  public Fluctuation withEq(Variation eq) {
    return new Fluctuation(pitch, level, eq, vibratoCents);
  }

  /**
   * Changes the vibrato.
   *
   * @param cents its depth, 0 for none
   * @return the same but for that
   */
  public Fluctuation withVibrato(double cents) {
    return new Fluctuation(pitch, level, eq, cents);
  }

  /**
   * Returns how far the pitch may be from where it was set.
   *
   * @return cents, variation and vibrato together
   */
  public double mostCents() {
    return pitch.bound() + vibratoCents;
  }
}
