package io.makebeliv.audio.javasound;

import io.makebeliv.audio.AudioException;
import io.makebeliv.audio.javasound.AudioDevice.Direction;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import javax.sound.sampled.DataLine;
import org.jspecify.annotations.Nullable;

/**
 * The life of a device's line: open, failed, open again, closed. One thread uses and reopens it;
 * any may close it.
 *
 * @param <L> the kind of line
 */
final class DeviceLine<L extends DataLine> {

  private static final long POLL_NANOS = 1_000_000;

  private final LineProvider<L> provider;
  private final Direction direction;
  private final Duration buffer;
  private final Object gate = new Object();
  private volatile OpenLine<L> current;
  private volatile @Nullable String failure;
  private volatile boolean closed;

  DeviceLine(LineProvider<L> provider, Direction direction, LineSettings settings) {
    this.provider = provider;
    this.direction = direction;
    this.buffer = settings.buffer();
    this.current = OpenLine.open(provider, direction, buffer, settings.ratesToTry());
  }

  String name() {
    return provider.name();
  }

  int sampleRate() {
    return current.sampleRate;
  }

  /** Returns the line, whatever its state. */
  OpenLine<L> current() {
    return current;
  }

  boolean closed() {
    return closed;
  }

  /**
   * Returns the line, if it works.
   *
   * @throws AudioException if it has failed or was closed
   */
  OpenLine<L> working() {
    OpenLine<L> line = current;
    String reason = failure;
    if (closed) {
      throw new AudioException("%s was closed; open another one.".formatted(title()));
    }
    if (reason == null && !line.line.isOpen()) {
      reason = "closed itself";
      failure = reason;
    }
    if (reason != null) {
      throw failed(reason);
    }
    return line;
  }

  /** Remembers that the line has failed, until it is reopened. */
  AudioException fail(String reason) {
    failure = reason;
    return closed
        ? new AudioException("%s was closed meanwhile.".formatted(title()))
        : failed(reason);
  }

  void reopen() {
    synchronized (gate) {
      if (closed) {
        throw new AudioException("%s was closed; open another one.".formatted(title()));
      }
      if (failure == null) {
        failure = "is being reopened";
      }
      OpenLine<L> old = current;
      old.line.close();
      current = OpenLine.open(provider, direction, buffer, old.sampleRate);
      failure = null;
    }
  }

  void close() {
    closed = true;
    synchronized (gate) {
      current.line.close();
    }
  }

  /**
   * Waits for about a millisecond, as all of Java Sound does that waits.
   *
   * @throws AudioException if the thread was interrupted; it stays so
   */
  void pause() {
    LockSupport.parkNanos(this, POLL_NANOS);
    if (Thread.currentThread().isInterrupted()) {
      throw new AudioException(
          "The thread that waited for %s was interrupted; the device still works."
              .formatted(title()));
    }
  }

  private AudioException failed(String reason) {
    return new AudioException(
        "%s %s; it was unplugged or its sound server has stopped; reopen it once it is back."
            .formatted(title(), reason));
  }

  private String title() {
    return "The %s \"%s\"".formatted(DeviceNames.noun(direction), name());
  }
}
