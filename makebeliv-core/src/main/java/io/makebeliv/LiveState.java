package io.makebeliv;

/**
 * What a live conversion is doing. Only in {@link #RUNNING} a voice is put out; in all other states
 * silence is, behind what devices still hold.
 */
public enum LiveState {
  /** Devices are starting and the first audio is on its way. */
  STARTING,
  /** The converted voice comes out. */
  RUNNING,
  /** The application paused it. */
  PAUSED,
  /** A device has failed; it is being opened again, with growing pauses between the attempts. */
  RECOVERING,
  /**
   * The voice has not come back from a step past its deadline. It is picked up when it does; one
   * that never does cannot be ended, but the conversion can be closed and another started.
   */
  STALLED,
  /** The source has ended, and all that came from it has been put out. */
  ENDED,
  /** It was closed, or could not go on. */
  CLOSED
}
