package io.makebeliv.live;

import io.makebeliv.audio.AudioException;
import java.util.concurrent.TimeUnit;

/**
 * Notices a device that has come to a standstill without saying so. A machine that has slept is no
 * standstill: only time in which somebody looked counts.
 */
final class Standstill {

  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(3);
  private static final long LONGEST_BLINK = TimeUnit.SECONDS.toNanos(1);

  private final String device;
  private boolean watching;
  private long moved;
  private long looked;

  Standstill(String device) {
    this.device = device;
  }

  /**
   * Looks at the device.
   *
   * @throws AudioException if it has not moved for too long
   */
  void look(long now, boolean moving) {
    if (moving || !watching || now - looked > LONGEST_BLINK) {
      moved = now;
    }
    watching = true;
    looked = now;
    if (now - moved > PATIENCE) {
      throw new AudioException(
          "%s has stood still for %d seconds; is it unplugged, or in use by another program?"
              .formatted(device, TimeUnit.NANOSECONDS.toSeconds(PATIENCE)));
    }
  }

  /** The device was opened again. */
  void restart() {
    watching = false;
  }
}
