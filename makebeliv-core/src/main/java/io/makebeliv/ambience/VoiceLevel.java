package io.makebeliv.ambience;

/**
 * The running level of a voice while it speaks, and whether it speaks. What is much softer than the
 * voice, or than {@value #SILENCE_DB} dBFS, is a pause, in which the level holds; only something
 * that is soft and yet no silence lets it sink, by {@value #SINKING_DB} dB a second, so that a
 * voice that has become very soft is found again.
 *
 * <p>It is told the mean power of one block after another, {@value #BLOCKS_PER_SECOND} a second.
 */
final class VoiceLevel {

  static final int BLOCKS_PER_SECOND = 100;

  /** The level that counts before a voice was heard. */
  static final double DEFAULT_DB = -26;

  private static final double SILENCE_DB = -50;
  private static final double GATE_DB = -16;
  private static final double SINKING_DB = 1;
  private static final double SECONDS = 2;
  private static final int HOLD_BLOCKS = 25;
  private static final double ATTACK_SECONDS = 0.05;
  private static final double RELEASE_SECONDS = 0.35;

  private static final double SILENCE = Math.pow(10, SILENCE_DB / 10);
  private static final double GATE = Math.pow(10, GATE_DB / 10);
  private static final double SINK = Math.pow(10, -SINKING_DB / 10 / BLOCKS_PER_SECOND);
  private static final double LEARN = share(SECONDS);
  private static final double ATTACK = share(ATTACK_SECONDS);
  private static final double RELEASE = share(RELEASE_SECONDS);

  private double power;
  private int hold;
  private double follow;
  private double speaking;

  VoiceLevel() {
    reset();
  }

  private static double share(double seconds) {
    return 1 - Math.exp(-1 / (seconds * BLOCKS_PER_SECOND));
  }

  void reset() {
    power = Math.pow(10, DEFAULT_DB / 10);
    hold = 0;
    follow = 0;
    speaking = 0;
  }

  /** Hears a block; what is no number is a pause. */
  void hear(double blockPower) {
    boolean sounds = blockPower > SILENCE && blockPower < Double.POSITIVE_INFINITY;
    boolean voice = sounds && blockPower > power * GATE;
    if (voice) {
      // Full scale is the most that counts, whatever comes.
      power += LEARN * (Math.min(1, blockPower) - power);
      hold = HOLD_BLOCKS;
    } else {
      hold = Math.max(0, hold - 1);
      if (sounds) {
        power *= SINK;
      }
    }
    double target = hold > 0 ? 1 : 0;
    follow += (target > follow ? ATTACK : RELEASE) * (target - follow);
    speaking += (follow > speaking ? ATTACK : RELEASE) * (follow - speaking);
  }

  /** The voice's level, dBFS. */
  double db() {
    return 10 * Math.log10(power);
  }

  /** How far it speaks: 0 in pauses, 1 in speech, and smoothly between. */
  double speaking() {
    return speaking;
  }
}
