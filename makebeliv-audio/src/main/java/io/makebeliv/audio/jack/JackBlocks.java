package io.makebeliv.audio.jack;

import io.makebeliv.audio.DuplexDevice;
import java.nio.FloatBuffer;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Carries blocks between JACK's buffers and the callback, on JACK's thread. Whenever there is no
 * callback, what comes out is silence.
 */
final class JackBlocks {

  /** A server that is stopped but not ended says nothing, and does not call. */
  private static final long LONGEST_SILENCE_NANOS = 5_000_000_000L;

  private final float[] input;
  private final float[] output;
  private final AtomicLong xruns = new AtomicLong();
  private volatile DuplexDevice.@Nullable Callback callback;
  private volatile boolean lost;
  private volatile long lastCall = System.nanoTime();

  JackBlocks(int blockFrames) {
    input = new float[blockFrames];
    output = new float[blockFrames];
  }

  int blockFrames() {
    return input.length;
  }

  void start(DuplexDevice.Callback newCallback) {
    lastCall = System.nanoTime();
    callback = newCallback;
  }

  void stop() {
    callback = null;
  }

  /** Says that the server has gone, or is not what it was; until {@link #found()}. */
  void lose() {
    lost = true;
  }

  void found() {
    lost = false;
  }

  boolean lost() {
    return lost;
  }

  boolean running() {
    return callback != null && !lost && System.nanoTime() - lastCall < LONGEST_SILENCE_NANOS;
  }

  void xrun() {
    xruns.incrementAndGet();
  }

  long xruns() {
    return xruns.get();
  }

  /**
   * Fills {@code out} from {@code in}, in slices that fit the callback's arrays.
   *
   * @param frames how long JACK's buffers are now. JNAJack shows them as long as they were when it
   *     first saw them: where they have become longer, it has to be made to look anew.
   */
  void process(FloatBuffer in, FloatBuffer out, int frames) {
    lastCall = System.nanoTime();
    if (Math.min(in.remaining(), out.remaining()) < frames) {
      lost = true;
    }
    int left = Math.min(out.remaining(), frames);
    while (left > 0) {
      int slice = Math.min(left, input.length);
      convert(in, slice);
      out.put(output, 0, slice);
      left -= slice;
    }
  }

  private void convert(FloatBuffer in, int frames) {
    DuplexDevice.Callback current = callback;
    if (current != null && !lost) {
      in.get(input, 0, frames);
      try {
        current.process(input, output, frames);
        return;
      } catch (RuntimeException | Error e) {
        // Against its promise. JACK would drop the client; silence is what is asked for.
        callback = null;
      }
    }
    for (int i = 0; i < frames; i++) {
      output[i] = 0;
    }
  }
}
