package io.makebeliv.audio.jack;

import io.makebeliv.audio.AudioException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.function.IntFunction;
import org.jaudiolibs.jnajack.JackClient;
import org.jaudiolibs.jnajack.JackException;
import org.jaudiolibs.jnajack.JackLatencyCallbackMode;
import org.jaudiolibs.jnajack.JackOptions;
import org.jaudiolibs.jnajack.JackPort;
import org.jaudiolibs.jnajack.JackPortFlags;
import org.jaudiolibs.jnajack.JackPortType;
import org.jaudiolibs.jnajack.JackStatus;
import org.jspecify.annotations.Nullable;

/**
 * A client of a JACK server. The only class that knows JNAJack, so that {@link Jack} can say that
 * it is missing.
 */
final class JackConnection {

  private static final long LONGEST_END_MILLIS = 1000;

  private final org.jaudiolibs.jnajack.Jack jack;
  private final JackClient client;
  private final JackPort input;
  private final JackPort output;
  private final int sampleRate;
  private final JackBlocks blocks;
  private volatile @Nullable Thread processThread;
  private volatile @Nullable Thread shutdownThread;
  private boolean closed;

  private JackConnection(
      org.jaudiolibs.jnajack.Jack jack, JackClient client, IntFunction<JackBlocks> blocks)
      throws JackException {
    this.jack = jack;
    this.client = client;
    this.sampleRate = client.getSampleRate();
    this.blocks = blocks.apply(client.getBufferSize());
    this.input = client.registerPort("input", JackPortType.AUDIO, JackPortFlags.JackPortIsInput);
    this.output = client.registerPort("output", JackPortType.AUDIO, JackPortFlags.JackPortIsOutput);
    client.setProcessCallback(this::process);
    client.setXrunCallback(c -> this.blocks.xrun());
    client.onShutdown(
        c -> {
          shutdownThread = Thread.currentThread();
          this.blocks.lose();
        });
    client.activate();
  }

  /**
   * Connects to the server that is running.
   *
   * @param blocks given the server's block size in frames, whatever carries the blocks
   * @throws AudioException if there is no JACK library or server, or a port is missing
   */
  static JackConnection open(JackSettings settings, IntFunction<JackBlocks> blocks) {
    org.jaudiolibs.jnajack.Jack jack = library();
    JackClient client = client(jack, settings.clientName());
    try {
      JackConnection connection = new JackConnection(jack, client, blocks);
      connection.connectPorts(settings);
      return connection;
    } catch (JackException e) {
      client.close();
      throw new AudioException(
          "The JACK server does not serve \"%s\" (%s); see its log, or restart it."
              .formatted(settings.clientName(), e.getMessage()),
          e);
    } catch (AudioException e) {
      client.close();
      throw e;
    }
  }

  private static org.jaudiolibs.jnajack.Jack library() {
    try {
      return org.jaudiolibs.jnajack.Jack.getInstance();
    } catch (JackException e) {
      throw new AudioException(
          "The JACK library is not on this machine; install it (libjack-jackd2-0 or pipewire-jack on Debian, the JACK2 installer on Windows and macOS).",
          e);
    }
  }

  private static JackClient client(org.jaudiolibs.jnajack.Jack jack, String name) {
    EnumSet<JackStatus> status = EnumSet.noneOf(JackStatus.class);
    try {
      return jack.openClient(name, EnumSet.of(JackOptions.JackNoStartServer), status);
    } catch (JackException e) {
      throw new AudioException(
          status.contains(JackStatus.JackServerFailed)
              ? "No JACK server answers; start one first (jackd, QjackCtl), or run this program under pw-jack."
              : "The JACK server refuses a client \"%s\" (%s); see its log, or restart it."
                  .formatted(name, status),
          e);
    }
  }

  private void connectPorts(JackSettings settings) throws JackException {
    List<String> sources = settings.captureFrom();
    for (String source : sources == null ? physical(JackPortFlags.JackPortIsOutput, 1) : sources) {
      connect(source, input.getName(), JackPortFlags.JackPortIsOutput);
    }
    List<String> targets = settings.playTo();
    for (String target : targets == null ? physical(JackPortFlags.JackPortIsInput, 2) : targets) {
      connect(output.getName(), target, JackPortFlags.JackPortIsInput);
    }
  }

  private List<String> physical(JackPortFlags direction, int most) throws JackException {
    return Arrays.stream(ports(EnumSet.of(JackPortFlags.JackPortIsPhysical, direction)))
        .limit(most)
        .toList();
  }

  private String[] ports(EnumSet<JackPortFlags> flags) throws JackException {
    return jack.getPorts(client, null, JackPortType.AUDIO, flags);
  }

  private void connect(String from, String to, JackPortFlags otherSide) throws JackException {
    try {
      jack.connect(client, from, to);
    } catch (JackException e) {
      throw new AudioException(
          "JACK does not connect %s to %s; there is %s."
              .formatted(from, to, String.join(", ", ports(EnumSet.of(otherSide)))),
          e);
    }
  }

  private boolean process(JackClient c, int frames) {
    if (processThread == null) {
      processThread = Thread.currentThread();
    }
    blocks.process(input.getFloatBuffer(), output.getFloatBuffer(), frames);
    return true;
  }

  int sampleRate() {
    return sampleRate;
  }

  String clientName() {
    return client.getName();
  }

  JackBlocks blocks() {
    return blocks;
  }

  /** Returns what JACK says of the ways from and to the hardware, or null if it says nothing. */
  @Nullable Integer latencyFrames() {
    if (closed || blocks.lost()) {
      return null;
    }
    try {
      JackPort.JackLatencyRange captured = new JackPort.JackLatencyRange();
      JackPort.JackLatencyRange played = new JackPort.JackLatencyRange();
      input.getLatencyRange(captured, JackLatencyCallbackMode.JackCaptureLatency);
      output.getLatencyRange(played, JackLatencyCallbackMode.JackPlaybackLatency);
      return captured.getMax() + played.getMax();
    } catch (JackException e) {
      return null;
    }
  }

  void close() {
    closed = true;
    if (blocks.lost()) {
      awaitEnd(shutdownThread);
      awaitEnd(processThread);
    }
    client.close();
  }

  /**
   * Lets a thread of JACK leave Java. Closing cancels these threads wherever they are. A server
   * that is there sees to it that they are idle; when it has gone, they are about to end, and one
   * that is cancelled within Java would keep the JVM from ending for ever.
   */
  private static void awaitEnd(@Nullable Thread thread) {
    if (thread == null) {
      return;
    }
    try {
      thread.join(LONGEST_END_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
