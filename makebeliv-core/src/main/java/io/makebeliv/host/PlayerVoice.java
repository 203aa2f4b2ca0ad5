package io.makebeliv.host;

import io.makebeliv.LatencyLedger;
import io.makebeliv.VoiceConverter;
import io.makebeliv.audio.PcmFormat;
import io.makebeliv.inference.ModelException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A voice in a player's chain of audio processors: formats are negotiated, input is queued, output
 * is fetched, and the end of the stream is told. It follows the contract of Media3's (ExoPlayer's)
 * {@code AudioProcessor}, method by method, and depends on nothing of it.
 *
 * <p><b>Time.</b> The delay is taken out: the first {@link #latency()} frames that the voice puts
 * out are dropped, and follow after the end of the stream, so that as much is played as was queued,
 * in step with the picture.
 *
 * <p><b>Threads.</b> The player's thread calls everything but {@link #faults()} and {@link
 * #latency()}. It converts there: a player fills its own buffer, faster than real time, and waits
 * for what it gets. Allocates only in {@link #flush()}, at the end of a stream, and where a block
 * is longer than any before.
 *
 * <p><b>Fail closed.</b> Input that comes before a format was agreed on or after the end is
 * swallowed and counted; everything else is as in {@link HostVoice}.
 */
public final class PlayerVoice implements AutoCloseable {

  private static final ByteBuffer EMPTY =
      ByteBuffer.allocateDirect(0).order(ByteOrder.nativeOrder());

  private final VoiceConverter converter;
  private final AtomicLong faults = new AtomicLong();
  private @Nullable PcmFormat pending;
  private volatile @Nullable HostVoice voice;
  private ByteBuffer output = EMPTY;
  private boolean fetched = true;
  private boolean ended;

  /** Bytes of the delay that are still to be dropped at the beginning. */
  private int early;

  private int delayBytes;

  /**
   * Makes a processor without a format.
   *
   * @param converter the voice; close it after this
   */
  public PlayerVoice(VoiceConverter converter) {
    this.converter = converter;
  }

  /**
   * Agrees on a format, which counts from the next {@link #flush()} on.
   *
   * @param input what will be queued
   * @return what will come out: the same
   * @throws IllegalArgumentException if the sample rate is not 8000 to 96000 Hz; what was agreed on
   *     before still counts
   */
  public PcmFormat configure(PcmFormat input) {
    converter.session(input.sampleRate());
    pending = input;
    return input;
  }

  /**
   * Returns whether a format was agreed on.
   *
   * @return whether the player is to queue its audio here
   */
  public boolean isActive() {
    return pending != null;
  }

  /**
   * Converts a block. Replaces output that was not fetched.
   *
   * @param input its frames from position to limit; consumed wholly
   */
  public void queueInput(ByteBuffer input) {
    HostVoice current = voice;
    int length = input.remaining();
    if (current == null || ended) {
      input.position(input.limit());
      clear();
      faults.incrementAndGet();
      return;
    }
    int part = length % current.format().frameBytes();
    if (part != 0) {
      faults.incrementAndGet();
    }
    int limit = input.limit();
    input.limit(limit - part);
    convert(current, input);
    input.limit(limit).position(limit);
  }

  private void convert(HostVoice current, ByteBuffer input) {
    ByteBuffer room = room(input.remaining());
    current.convert(input, room);
    room.flip();
    int dropped = Math.min(early, room.remaining());
    early -= dropped;
    room.position(dropped);
    fetched = false;
  }

  private ByteBuffer room(int length) {
    if (output.capacity() < length) {
      output = ByteBuffer.allocateDirect(length).order(ByteOrder.nativeOrder());
    }
    output.clear();
    return output;
  }

  private void clear() {
    output.clear().limit(0);
    fetched = true;
  }

  /** Ends the stream: what the delay still holds can be fetched. */
  public void queueEndOfStream() {
    HostVoice current = voice;
    if (current == null || ended) {
      ended = true;
      return;
    }
    ended = true;
    ByteBuffer unfetched = fetched ? EMPTY : output.slice();
    // As in a whole file: silence pushes the last words out.
    ByteBuffer silence = ByteBuffer.allocate(delayBytes);
    byte value = current.format().encoding().silence();
    while (silence.hasRemaining()) {
      silence.put(value);
    }
    silence.flip();
    output = EMPTY;
    convert(current, silence);
    ByteBuffer tail = output;
    output =
        ByteBuffer.allocateDirect(unfetched.remaining() + tail.remaining())
            .order(ByteOrder.nativeOrder())
            .put(unfetched)
            .put(tail)
            .flip();
  }

  /**
   * Fetches what is ready.
   *
   * @return a direct buffer of native byte order, from position to limit; empty if nothing is
   *     ready. Valid until the next call of this, of {@link #queueInput} or of {@link #flush}.
   */
  public ByteBuffer getOutput() {
    if (fetched) {
      return EMPTY.clear();
    }
    fetched = true;
    return output;
  }

  /**
   * Returns whether all is done.
   *
   * @return whether the stream has ended and its last output was fetched
   */
  public boolean isEnded() {
    return ended && (fetched || !output.hasRemaining());
  }

  /**
   * Starts a new stream in the format agreed on last; drops what was not fetched. Opens the voice
   * for a format that is new, which takes a moment.
   *
   * @throws ModelException if the voice fails on the test signal that warms it up
   */
  public void flush() {
    clear();
    ended = false;
    PcmFormat format = pending;
    if (format == null) {
      return;
    }
    HostVoice current = voice;
    if (current == null || !current.format().equals(format)) {
      release();
      current = HostVoice.of(converter, format).onCallersThread();
      voice = current;
    } else {
      current.session().reset();
    }
    delayBytes = current.latency().totalFrames() * format.frameBytes();
    early = delayBytes;
  }

  /** Forgets format and stream, and closes the voice. */
  public void reset() {
    release();
    pending = null;
    output = EMPTY;
    fetched = true;
    ended = false;
  }

  private void release() {
    HostVoice current = voice;
    voice = null;
    if (current != null) {
      faults.addAndGet(current.faults());
      current.close();
    }
  }

  /**
   * Returns how late the voice is. The player need not make up for it: see above.
   *
   * @return the exact delay, stage by stage; empty before the first {@link #flush()}
   */
  public Optional<LatencyLedger> latency() {
    HostVoice current = voice;
    return current == null ? Optional.empty() : Optional.of(current.latency());
  }

  /**
   * Returns how many blocks, or ends of blocks, were swallowed or silenced because they were not as
   * agreed on.
   *
   * @return the count
   */
  public long faults() {
    HostVoice current = voice;
    return faults.get() + (current == null ? 0 : current.faults());
  }

  /** Closes the voice, as {@link #reset()} does. */
  @Override
  public void close() {
    reset();
  }
}
