package io.makebeliv.effect;

/**
 * A room. Eight delays feed each other through a Hadamard matrix (Jot and Chaigne, "Digital delay
 * networks for designing artificial reverberators", 1991), behind four all-passes that thicken what
 * enters.
 *
 * <p>The lengths of the delays are different primes, so that their echoes do not fall together, and
 * they grow with the reverberation: a long one is a large room's, and needs as many resonances to
 * the hertz not to ring. Each delay damps exactly as much as its length asks for, below and at 5
 * kHz. What was said dies away into exact silence.
 *
 * @param seconds 0.1 to 6: how long it takes to fall by 60 dB
 * @param mix 0 to 1: the room's share of the power
 * @param preDelayMs 0 to 200 ms: how much later than the voice the room begins
 * @param brightness 0.3 to 1: how long 5 kHz sounds, as a share of {@code seconds}
 */
public record Reverb(double seconds, double mix, double preDelayMs, double brightness)
    implements Effect {

  private static final Range SECONDS = new Range("the reverb's seconds", 0.1, 6, "s");
  private static final Range MIX = new Range("the reverb's mix", 0, 1, "");
  private static final Range PRE_DELAY = new Range("the reverb's preDelayMs", 0, 200, "ms");
  private static final Range BRIGHTNESS = new Range("the reverb's brightness", 0.3, 1, "");

  /**
   * Checks the ranges.
   *
   * @param seconds 0.1 to 6
   * @param mix 0 to 1
   * @param preDelayMs 0 to 200 ms
   * @param brightness 0.3 to 1
   * @throws IllegalArgumentException if a value is out of range; the message says which
   */
  public Reverb {
    SECONDS.check(seconds);
    MIX.check(mix);
    PRE_DELAY.check(preDelayMs);
    BRIGHTNESS.check(brightness);
  }

  /**
   * A living room.
   *
   * @return 0.4 s, a tenth of the power
   */
  public static Reverb room() {
    return new Reverb(0.4, 0.1, 5, 0.6);
  }

  /**
   * A hall.
   *
   * @return 1.8 s, a seventh of the power
   */
  public static Reverb hall() {
    return new Reverb(1.8, 0.15, 20, 0.45);
  }

  /**
   * A cathedral, or a cave.
   *
   * @return 4 s, a quarter of the power
   */
  public static Reverb cave() {
    return new Reverb(4, 0.25, 40, 0.3);
  }

  /**
   * Changes the room's share.
   *
   * @param share 0 to 1 of the power
   * @return the same but for that
   */
  public Reverb withMix(double share) {
    return new Reverb(seconds, share, preDelayMs, brightness);
  }

  /**
   * Changes how long it sounds.
   *
   * @param time 0.1 to 6 s for 60 dB
   * @return the same but for that
   */
  public Reverb withSeconds(double time) {
    return new Reverb(time, mix, preDelayMs, brightness);
  }

  @Override
  public Processor open(int sampleRate, long seed) {
    return mix == 0 ? EffectChain.empty().open(sampleRate, seed) : new RoomStream(this, sampleRate);
  }
}
