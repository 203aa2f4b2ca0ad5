package io.makebeliv.host;

import io.makebeliv.LatencyLedger;
import io.makebeliv.VoiceConverter;
import io.makebeliv.VoiceSession;
import io.makebeliv.audio.PcmFormat;
import io.makebeliv.audio.SampleEncoding;
import io.makebeliv.inference.ModelException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One speaker's voice in a host's own buffers: bytes, shorts or floats, one channel or more, in
 * place or from one buffer to another.
 *
 * <pre>{@code
 * PcmFormat discord = new PcmFormat(48_000, 2, SampleEncoding.PCM_16, ByteOrder.BIG_ENDIAN);
 * HostVoice voice = HostVoice.of(converter, discord).onCallersThread();
 * voice.convert(buffer); // what the speaker said becomes what is heard
 * }</pre>
 *
 * <p><b>Blocks</b> may have any length, and may vary. Channels are mixed to mono, and every channel
 * gets the converted voice. The delay is the session's alone: {@link #latency()}.
 *
 * <p><b>Fail closed.</b> A block that is not as agreed on (another sample rate, half a frame, a
 * range outside its array, an output too small), a second thread at the same time, anything that
 * goes wrong in here: the host's buffer holds silence, {@link #faults()} rises, and nothing is
 * thrown. Only null and a buffer that cannot be written to, and so cannot be silenced, are refused
 * with an exception. What goes wrong in the session is silence as well, and is in its {@link
 * VoiceSession#statistics() statistics}.
 *
 * <p>The host's audio thread calls {@code convert}, which allocates nothing and takes no lock.
 */
public final class HostVoice implements AutoCloseable {

  private final VoiceSession session;
  private final PcmFormat format;
  private final @Nullable StepThread thread;
  private final Layout<ByteBuffer> buffers;
  private final Layout<byte[]> bytes;
  private final Layout<short[]> shorts;
  private final Layout<float[][]> planes;

  // Two arrays, so that whatever happens nothing but the session writes what is put out.
  private final float[] heard = new float[PcmBlock.FRAMES];
  private final float[] spoken = new float[PcmBlock.FRAMES];

  private final AtomicBoolean busy = new AtomicBoolean();
  private final AtomicLong faults = new AtomicLong();

  private HostVoice(VoiceSession session, PcmFormat format, @Nullable StepThread thread) {
    this.session = session;
    this.format = format;
    this.thread = thread;
    PcmBlock block = new PcmBlock(format);
    buffers = new ByteBufferLayout(block);
    bytes = new ByteArrayLayout(block);
    shorts =
        new ShortLayout(
            new PcmBlock(
                new PcmFormat(
                    format.sampleRate(),
                    format.channels(),
                    SampleEncoding.PCM_16,
                    ByteOrder.nativeOrder())));
    planes = new PlanarLayout(format.channels());
  }

  /**
   * Prepares a voice for a host. The last call of the chain says where the conversion runs.
   *
   * @param converter the voice; close it after the host's voices
   * @param format what the host's blocks are. Where they are shorts or floats, only the sample rate
   *     and the channels matter.
   * @return a builder that opens the voice
   * @throws IllegalArgumentException if the sample rate is not 8000 to 96000 Hz
   */
  public static Builder of(VoiceConverter converter, PcmFormat format) {
    return new Builder(converter.session(format.sampleRate()), format);
  }

  /** Opens a host's voice; see {@link HostVoice#of}. */
  public static final class Builder {

    private final VoiceSession.Builder session;
    private final PcmFormat format;

    private Builder(VoiceSession.Builder session, PcmFormat format) {
      this.session = session;
      this.format = format;
    }

    /**
     * Names the speaker; see {@link VoiceSession.Builder#id}.
     *
     * @param id any text, for example a player's name; sequential numbers by default
     * @return this builder
     */
    public Builder speaker(String id) {
      session.id(id);
      return this;
    }

    /**
     * Opens a voice that converts on the thread that calls {@code convert}. Right for the
     * model-free voice, which takes a hundredth of the time that a block lasts, and for hosts that
     * may wait, such as players of files.
     *
     * @return the voice, warmed up; the caller closes it
     * @throws ModelException if the voice fails on the test signal that warms it up
     */
    public HostVoice onCallersThread() {
      return new HostVoice(session.open(), format, null);
    }

    /**
     * Opens a voice that converts on a thread of its own, so that a slow model never holds up the
     * host: what is late is silence and counted. Right for neural voices in a call or a game. The
     * output is later by the steps that a block holds.
     *
     * @param blockFrames how many frames the host's longest block has, for example 960 for 20 ms at
     *     48 kHz
     * @return the voice, warmed up; the caller closes it
     * @throws ModelException if the voice fails on the test signal that warms it up
     * @throws IllegalArgumentException if a block has no frame or is longer than a second
     */
    public HostVoice onOwnThread(int blockFrames) {
      session.blockFrames(blockFrames);
      StepThread thread = new StepThread();
      try {
        return new HostVoice(session.executor(thread).open(), format, thread);
      } catch (RuntimeException | Error e) {
        thread.close();
        throw e;
      }
    }

    /**
     * Opens a voice as {@link #onOwnThread} does, but on threads that many speakers share.
     *
     * @param executor runs the steps; queueing in it may allocate and lock. Close the converter
     *     only when it is idle.
     * @param blockFrames how many frames the host's longest block has
     * @return the voice, warmed up; the caller closes it
     * @throws ModelException if the voice fails on the test signal that warms it up
     * @throws IllegalArgumentException if a block has no frame or is longer than a second
     */
    public HostVoice onExecutor(Executor executor, int blockFrames) {
      return new HostVoice(
          session.blockFrames(blockFrames).executor(executor).open(), format, null);
    }
  }

  /**
   * Converts bytes in place, from the buffer's position to its limit; both stay where they are. The
   * byte order is the format's, whatever the buffer's is.
   *
   * @param samples a writable buffer, direct or not
   * @throws IllegalArgumentException if the buffer is read-only; it is as it was then, and must not
   *     be heard
   */
  public void convert(ByteBuffer samples) {
    checkWritable(samples);
    int at = samples.position();
    convert(buffers, samples, at, buffers, samples, at, samples.remaining());
  }

  /**
   * Converts bytes into another buffer. The input is consumed: its position moves to its limit. As
   * many bytes are written from the output's position on, which moves on behind them.
   *
   * @param input from position to limit; may be read-only
   * @param output a writable buffer with as much room; not another view of the same memory
   * @throws IllegalArgumentException if {@code output} is read-only; nothing is consumed then
   */
  public void convert(ByteBuffer input, ByteBuffer output) {
    checkWritable(output);
    refuseNull(input, buffers, output, output.position(), output.remaining());
    int at = input.position();
    int length = input.remaining();
    int outputAt = output.position();
    convert(buffers, input, at, buffers, output, outputAt, length);
    output.position(outputAt + Math.min(length, output.remaining()));
    input.position(at + length);
  }

  /**
   * Converts bytes in place.
   *
   * @param samples where the block is
   * @param offset index of the block's first byte
   * @param length how many bytes
   */
  public void convert(byte[] samples, int offset, int length) {
    convert(bytes, samples, offset, bytes, samples, offset, length);
  }

  /**
   * Converts bytes in place that say of themselves what they are, as WebRTC's do. If that is not
   * the format agreed on, the array is silenced: open another voice for it.
   *
   * @param samples the block begins with the array
   * @param bits size of a sample
   * @param sampleRate Hz
   * @param channels samples in a frame
   * @param frames how many frames
   */
  public void convert(byte[] samples, int bits, int sampleRate, int channels, int frames) {
    boolean asAgreed =
        bits == 8 * format.encoding().bytes()
            && sampleRate == format.sampleRate()
            && channels == format.channels()
            && frames >= 0
            && frames <= samples.length / format.frameBytes();
    if (asAgreed) {
      convert(bytes, samples, 0, bytes, samples, 0, frames * format.frameBytes());
    } else {
      silence(bytes, samples, 0, samples.length);
    }
  }

  /**
   * Converts 16-bit samples in place.
   *
   * @param samples a block, interleaved if it has more than one channel
   */
  public void convert(short[] samples) {
    convert(shorts, samples, 0, shorts, samples, 0, samples.length);
  }

  /**
   * Converts 16-bit samples into another array.
   *
   * @param input a block, interleaved if it has more than one channel
   * @param output as long as {@code input}; may be the same array
   */
  public void convert(short[] input, short[] output) {
    refuseNull(input, shorts, output, 0, output.length);
    if (output.length == input.length) {
      convert(shorts, input, 0, shorts, output, 0, input.length);
    } else {
      silence(shorts, output, 0, output.length);
    }
  }

  /**
   * Converts floats in place, an array for each channel.
   *
   * @param samples as many arrays as channels were agreed on, full scale [-1, 1]
   * @param offset index of the first frame in each
   * @param frames how many frames
   */
  public void convert(float[][] samples, int offset, int frames) {
    convert(planes, samples, offset, planes, samples, offset, frames);
  }

  /**
   * Converts floats into other arrays, one for each channel.
   *
   * @param input as many arrays as channels were agreed on, full scale [-1, 1]
   * @param inputOffset index of the first frame in each
   * @param output as many arrays, other ones
   * @param outputOffset index of the first frame written in each
   * @param frames how many frames
   */
  public void convert(
      float[][] input, int inputOffset, float[][] output, int outputOffset, int frames) {
    refuseNull(input, planes, output, outputOffset, frames);
    convert(planes, input, inputOffset, planes, output, outputOffset, frames);
  }

  private static void checkWritable(ByteBuffer output) {
    if (output.isReadOnly()) {
      throw new IllegalArgumentException(
          "the buffer is read-only, so that the original voice in it cannot be replaced;"
              + " give a writable one, or use convert(input, output)");
    }
  }

  private <O> void refuseNull(
      @Nullable Object input, Layout<O> to, O output, int at, int elements) {
    if (input == null) {
      silence(to, output, at, elements);
      throw new NullPointerException("input");
    }
  }

  /** The one way from a host's buffer to a host's buffer. */
  private <I, O> void convert(
      Layout<I> from, I input, int inputAt, Layout<O> to, O output, int outputAt, int elements) {
    if (!busy.compareAndSet(false, true)) {
      silence(to, output, outputAt, elements);
      return;
    }
    boolean fine = false;
    try {
      fine = from.fits(input, inputAt, elements) && to.fits(output, outputAt, elements);
      int frames = fine ? elements / from.stride() : 0;
      for (int done = 0; done < frames; ) {
        int count = Math.min(PcmBlock.FRAMES, frames - done);
        from.read(input, inputAt + done * from.stride(), heard, count);
        session.process(heard, 0, spoken, 0, count);
        to.write(spoken, count, output, outputAt + done * to.stride());
        done += count;
      }
      int whole = frames * to.stride();
      if (fine && whole < elements) {
        silence(to, output, outputAt + whole, elements - whole);
      }
    } catch (RuntimeException e) {
      // A bug of ours; the host's thread goes on, with silence.
      fine = false;
    } finally {
      if (!fine) {
        silence(to, output, outputAt, elements);
      }
      busy.set(false);
    }
  }

  private <O> void silence(Layout<O> to, O output, int at, int elements) {
    faults.incrementAndGet();
    to.silence(output, at, elements);
  }

  /**
   * Returns how many blocks, or ends of blocks, were silenced because they were not as agreed on.
   *
   * @return the count; may be read from any thread
   */
  public long faults() {
    return faults.get();
  }

  /**
   * Returns what the host's blocks are.
   *
   * @return the format agreed on
   */
  public PcmFormat format() {
    return format;
  }

  /**
   * Returns how late what is heard is: {@link LatencyLedger#totalFrames()} in frames of the host's
   * sample rate, {@link LatencyLedger#total()} as time.
   *
   * @return the exact delay, stage by stage
   */
  public LatencyLedger latency() {
    return session.latency();
  }

  /**
   * Returns the session, to control it: pitch, formants, mute, another voice; and its statistics.
   *
   * @return the session, which this voice owns and feeds
   */
  public VoiceSession session() {
    return session;
  }

  /** Closes the session, waiting for a step on the voice's own thread. From then on, silence. */
  @Override
  public void close() {
    session.close();
    if (thread != null) {
      thread.close();
    }
  }
}
