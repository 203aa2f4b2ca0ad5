package io.makebeliv.live;

import org.jspecify.annotations.Nullable;

/** Puts audio out. All that it tells may be asked from any thread. */
interface Playback extends Duty {

  /** Whether the voice is being played, not silence. */
  boolean flowing();

  /** Whether all has been played that there will ever be. */
  boolean finished();

  /** Why the device is not there now, or null if it is. */
  @Nullable String trouble();

  /** Why nothing can be played any more, or null. */
  @Nullable String failure();
}
