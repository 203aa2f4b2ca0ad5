package io.makebeliv;

/** Why the output of a session was silence instead of a converted voice. */
public enum MuteReason {
  /** The application muted the session. */
  REQUESTED,
  /** The backend threw, or said that it failed. */
  BACKEND_FAULT,
  /** The backend returned NaN or infinity. */
  NOT_FINITE,
  /** The step on the executor was not ready when its output was due. */
  DEADLINE_MISSED,
  /** The backend handed its input back. */
  LEAK,
  /** An effect threw, or put out NaN or infinity. */
  EFFECT_FAULT,
  /** Another thread was processing or resetting the session at that moment. */
  BUSY,
  /** The session is closed. */
  CLOSED
}
