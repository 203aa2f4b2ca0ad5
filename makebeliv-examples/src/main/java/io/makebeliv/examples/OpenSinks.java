package io.makebeliv.examples;

import io.makebeliv.audio.AudioSink;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * The files that are being written, so that an interrupted run (Ctrl-C) leaves nothing unfinished
 * behind. Thread-safe.
 */
final class OpenSinks {

  private static final OpenSinks OF_THE_PROCESS = new OpenSinks();

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(OF_THE_PROCESS::abandon, "abandon"));
  }

  private final Set<AudioSink> sinks = ConcurrentHashMap.newKeySet();
  private volatile boolean abandoned;

  static OpenSinks ofTheProcess() {
    return OF_THE_PROCESS;
  }

  /** Remembers a sink until {@link #remove}; closes it at once if the process is ending. */
  void add(AudioSink sink) {
    sinks.add(sink);
    if (abandoned) {
      sink.close();
    }
  }

  void remove(AudioSink sink) {
    sinks.remove(sink);
  }

  /** Closes all sinks, which abandons their files, and those still to come. */
  void abandon() {
    abandoned = true;
    sinks.forEach(AudioSink::close);
  }

  /**
   * Returns at once, unless the process is ending: then what failed did so because of that, and
   * whoever would report it waits for the end instead.
   */
  void waitIfAbandoned() {
    while (abandoned) {
      LockSupport.parkNanos(1_000_000_000);
    }
  }
}
