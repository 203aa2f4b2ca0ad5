package io.makebeliv.audio.javasound;

import io.makebeliv.VoiceSession;
import io.makebeliv.audio.AudioSource;
import java.util.Arrays;
import java.util.OptionalLong;

/** A source that is converted while it is read. */
final class ConvertedSource implements AudioSource {

  private final AudioSource original;
  private final VoiceSession session;
  private final boolean ownsSession;

  /** Frames of the delay that are still to be dropped at the beginning. */
  private int early;

  /** Frames of the delay that are still to be pushed out after the end. */
  private int tail;

  private boolean ended;

  private ConvertedSource(
      AudioSource original, VoiceSession session, boolean ownsSession, int early) {
    this.original = original;
    this.session = session;
    this.ownsSession = ownsSession;
    this.early = early;
    tail = session.latency().totalFrames();
  }

  /** Owns the session; what is read is as long as the original, and in time with it. */
  static ConvertedSource wholeAndInTime(AudioSource original, VoiceSession session) {
    return new ConvertedSource(original, session, true, session.latency().totalFrames());
  }

  /** Late, and longer by as much. */
  static ConvertedSource live(AudioSource original, VoiceSession session) {
    return new ConvertedSource(original, session, false, 0);
  }

  @Override
  public int sampleRate() {
    return original.sampleRate();
  }

  @Override
  public OptionalLong length() {
    OptionalLong length = original.length();
    return length.isPresent() ? OptionalLong.of(length.getAsLong() + tail - early) : length;
  }

  @Override
  public int read(float[] buffer, int offset, int frames) {
    while (true) {
      int count = readOriginal(buffer, offset, frames);
      if (count == END_OF_STREAM) {
        return END_OF_STREAM;
      }
      session.process(buffer, offset, buffer, offset, count);
      int dropped = Math.min(early, count);
      early -= dropped;
      if (dropped < count) {
        System.arraycopy(buffer, offset + dropped, buffer, offset, count - dropped);
        return count - dropped;
      }
    }
  }

  /** The original, and silence after it that pushes the last words out. */
  private int readOriginal(float[] buffer, int offset, int frames) {
    if (!ended) {
      int count = original.read(buffer, offset, frames);
      if (count != END_OF_STREAM) {
        return count;
      }
      ended = true;
    }
    if (tail == 0) {
      return END_OF_STREAM;
    }
    int count = Math.min(tail, frames);
    tail -= count;
    Arrays.fill(buffer, offset, offset + count, 0);
    return count;
  }

  @Override
  public void close() {
    try {
      original.close();
    } finally {
      if (ownsSession) {
        session.close();
      }
    }
  }
}
