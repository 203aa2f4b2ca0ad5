package io.makebeliv.live;

import org.jspecify.annotations.Nullable;

/** Brings audio in. */
interface Capture extends Duty {

  /** Why the device is not there now, or null if it is. From any thread. */
  @Nullable String trouble();
}
