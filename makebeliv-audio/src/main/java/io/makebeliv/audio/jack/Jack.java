package io.makebeliv.audio.jack;

import io.makebeliv.audio.AudioException;
import io.makebeliv.audio.DuplexDevice;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A client of a JACK server (JACK2, JACK1, PipeWire) with one input and one output port. JACK calls
 * for both at once, so that what goes in comes out one block later at the hardware and nothing is
 * queued.
 *
 * <p>From opening to {@link #start} and after any failure the output is silence. A callback that
 * throws is not called again: {@link #running()} is false from then on, and so it is when the
 * server has shut down, has not called for 5 s (PipeWire does not call a client that is connected
 * to nothing), or has come to use longer blocks.
 *
 * <p>Our side of the callback allocates nothing. JNAJack and JNA allocate 48 bytes a block as
 * measured on JDK 17 and 25; a test holds them to a bound.
 *
 * <p>{@code start}, {@code reopen} and {@code close} may come from any thread but JACK's own.
 */
public final class Jack implements DuplexDevice {

  private final JackSettings settings;
  private final Object gate = new Object();
  private final int sampleRate;
  private final String name;
  private final JackBlocks blocks;
  private JackConnection connection;
  private @Nullable Callback callback;
  private int latencyFrames;
  private boolean closed;

  private Jack(JackSettings settings) {
    this.settings = settings;
    connection = connect(settings, JackBlocks::new);
    blocks = connection.blocks();
    sampleRate = connection.sampleRate();
    name = "JACK client " + connection.clientName();
  }

  /**
   * Connects as "makebeliv" to the JACK server that is running, the input to the first physical
   * capture port and the output to the first two physical playback ports, if there are any.
   *
   * @return the client, owned by the caller; silent until it is started
   * @throws AudioException if JNAJack, the JACK library or a running server is missing; the message
   *     says which
   */
  public static Jack open() {
    return builder().open();
  }

  /**
   * Connects under a name of one's own to the JACK server that is running, and to physical ports as
   * {@link #open()} does.
   *
   * @param clientName what others see in the graph, 1 to 60 ASCII characters without a colon; JACK
   *     adds a number if it is taken
   * @return the client, owned by the caller; silent until it is started
   * @throws IllegalArgumentException if the name does not fit
   * @throws AudioException if JNAJack, the JACK library or a running server is missing; the message
   *     says which
   */
  public static Jack open(String clientName) {
    return builder().clientName(clientName).open();
  }

  /**
   * Begins with the name "makebeliv" and connections to physical ports.
   *
   * @return a builder for one client
   */
  public static Builder builder() {
    return new Builder();
  }

  private static JackConnection connect(JackSettings settings, IntFunction<JackBlocks> blocks) {
    try {
      return JackConnection.open(settings, blocks);
    } catch (LinkageError e) {
      throw new AudioException(
          "JNAJack is not on the class path or does not run here (%s); add org.jaudiolibs:jnajack:1.4.0."
              .formatted(e),
          e);
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int sampleRate() {
    return sampleRate;
  }

  /**
   * Returns the largest block.
   *
   * @return the server's block size when the device was opened: JACK's blocks are all that long,
   *     PipeWire's may be shorter; longer ones come in parts
   */
  @Override
  public int blockFrames() {
    return blocks.blockFrames();
  }

  /**
   * Returns the delay from the capture hardware to our input plus that from our output to the
   * playback hardware, as JACK knows it for the ports we are connected to.
   *
   * @return frames; after a failure, what it was before
   */
  @Override
  public int latencyFrames() {
    synchronized (gate) {
      Integer frames = connection.latencyFrames();
      if (frames != null) {
        latencyFrames = frames;
      }
      return latencyFrames;
    }
  }

  /**
   * Returns how often JACK has reported that somebody in the graph was late.
   *
   * @return the number of xruns since the device was opened
   */
  public long xruns() {
    return blocks.xruns();
  }

  @Override
  public void start(Callback newCallback) {
    synchronized (gate) {
      requireOpen();
      if (callback != null) {
        throw new IllegalStateException("%s was started before.".formatted(name));
      }
      if (blocks.lost()) {
        throw new AudioException(
            "The JACK server of %s has gone or has come to use longer blocks; reopen the device once the server is back."
                .formatted(name));
      }
      callback = newCallback;
      blocks.start(newCallback);
    }
  }

  @Override
  public boolean running() {
    return blocks.running();
  }

  @Override
  public void reopen() {
    synchronized (gate) {
      requireOpen();
      blocks.stop();
      connection.close();
      blocks.found();
      connection = connect(settings, frames -> blocks);
      if (connection.sampleRate() != sampleRate) {
        throw new AudioException(
            "The JACK server now runs at %d Hz, but %s was opened at %d Hz; restart the server at that rate, or open the device anew."
                .formatted(connection.sampleRate(), name, sampleRate));
      }
      if (callback != null) {
        blocks.start(callback);
      }
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new AudioException("%s was closed; open another one.".formatted(name));
    }
  }

  @Override
  public void close() {
    synchronized (gate) {
      closed = true;
      blocks.stop();
      connection.close();
    }
  }

  /** Opens a {@link Jack} as wanted. */
  public static final class Builder {

    private JackSettings settings = JackSettings.defaults();

    private Builder() {}

    /**
     * Chooses the client's name.
     *
     * @param name what others see in the graph, 1 to 60 ASCII characters without a colon; JACK adds
     *     a number if it is taken
     * @return this builder
     * @throws IllegalArgumentException if the name does not fit
     */
    public Builder clientName(String name) {
      settings = settings.withClientName(name);
      return this;
    }

    /**
     * Chooses what is converted. JACK adds up what several ports bring.
     *
     * @param ports full names of output ports, such as {@code system:capture_2}; none leaves the
     *     input unconnected
     * @return this builder
     */
    public Builder captureFrom(String... ports) {
      settings = settings.withCaptureFrom(List.of(ports));
      return this;
    }

    /**
     * Chooses who hears the converted voice.
     *
     * @param ports full names of input ports, such as {@code system:playback_1}; none leaves the
     *     output unconnected
     * @return this builder
     */
    public Builder playTo(String... ports) {
      settings = settings.withPlayTo(List.of(ports));
      return this;
    }

    /**
     * Connects to the JACK server that is running; none is started. The environment variable {@code
     * JACK_DEFAULT_SERVER} names another than the default one.
     *
     * @return the client, owned by the caller; silent until it is started
     * @throws AudioException if JNAJack, the JACK library, a running server or a port is missing;
     *     the message says which
     */
    public Jack open() {
      return new Jack(settings);
    }
  }
}
