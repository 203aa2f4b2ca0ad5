package io.makebeliv;

import java.time.Duration;

/**
 * Is told what happens in a live conversion. All methods are called on one thread of the
 * conversion's own, which carries no audio: they may take their time, and what they throw is logged
 * and otherwise ignored.
 */
public interface LiveListener {

  /**
   * The conversion does something else now.
   *
   * @param state what it does
   * @param why in words for the user; empty where there is nothing to say
   */
  default void stateChanged(LiveState state, String why) {}

  /**
   * Underruns have shown that the machine or the device needs more time: from now on more audio is
   * kept ready, and the output is that much later.
   *
   * @param cushion how much is kept ready from now on
   */
  default void cushionGrown(Duration cushion) {}

  /**
   * The recording has failed, and holds nothing of what is played from now on.
   *
   * @param why in words for the user
   */
  default void recordingFailed(String why) {}

  /**
   * The voice failed, and silence came out instead. Told at most once a second while it lasts.
   *
   * @param reason what went wrong
   * @param total output frames that were silent for this reason so far
   */
  default void voiceFailed(MuteReason reason, long total) {}

  /**
   * Input came faster than it could be converted, and the oldest of it was left out, so that the
   * output does not get later and later. Told at most once in ten seconds while it lasts.
   *
   * @param total how much was left out so far
   * @param load share of its time that converting has taken in the last second or so: from 1 on the
   *     voice is too slow for this machine; less, and the machine was busy with something else
   */
  default void inputDropped(Duration total, double load) {}
}
