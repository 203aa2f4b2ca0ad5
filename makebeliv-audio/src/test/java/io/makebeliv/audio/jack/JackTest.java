package io.makebeliv.audio.jack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.makebeliv.audio.AudioException;
import io.makebeliv.audio.DuplexDevice;
import io.makebeliv.audio.testbed.Child;
import io.makebeliv.audio.testbed.JackServer;
import io.makebeliv.audio.testbed.Programs;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** JACK on a server without a sound card. */
class JackTest {

  private static final int BLOCK = 1024;

  @Test
  void whatGoesOutComesBackOneBlockLaterThroughALoop() {
    try (JackServer server = JackServer.start(BLOCK);
        Child program = Child.java(server.environment(), Loop.class)) {
      assertEquals("JACK client loop, 48000 Hz, 1024 frames", program.await("> opened:"));
      assertEquals("1024 frames late, 20 blocks without a fault", program.await("> loop:"));
      program.finish();
    }
  }

  @Test
  void itConnectsToTheHardwareAndKnowsItsDelay() {
    try (JackServer server = JackServer.start(BLOCK);
        Child program = Child.java(server.environment(), Connected.class)) {
      program.await("> running");
      String graph = Child.run(server.environment(), "jack_lsp", "-c");
      assertTrue(graph.contains("system:capture_1\n   makebeliv:input"), graph);
      assertTrue(graph.contains("system:playback_1\n   makebeliv:output"), graph);
      assertTrue(graph.contains("system:playback_2\n   makebeliv:output"), graph);
      // The dummy driver says one block in and, being double-buffered, two out.
      assertEquals("3072", program.await("> latency"));
      program.send("end");
      program.await("> calls after closing: 0");
      program.finish();
      assertTrue(!Child.run(server.environment(), "jack_lsp").contains("makebeliv"));
    }
  }

  @Test
  void aServerThatDiesIsNoticedAndTheClientCanBeReopened() {
    try (JackServer server = JackServer.start(BLOCK);
        Child program = Child.java(server.environment(), Survivor.class)) {
      for (boolean politely : new boolean[] {true, false}) {
        program.await("> running");
        if (politely) {
          server.stop();
        } else {
          server.kill();
        }
        program.await("> not running");
        program.await("> No JACK server answers; start one first");
        server.restart(44_100, BLOCK);
        program.send("it is back, at another rate");
        program.await("> The JACK server now runs at 44100 Hz, but");
        server.stop();
        server.restart(48_000, 2 * BLOCK);
        program.send("it is back, with larger blocks");
      }
      program.await("> running");
      program.send("end");
      program.await("> largest block 1024");
      program.finish();
    }
  }

  @Test
  void aServerThatComesToUseLongerBlocksWantsToBeReopened() {
    Programs.require("jack_bufsize");
    try (JackServer server = JackServer.start(BLOCK);
        Child program = Child.java(server.environment(), BlockSize.class)) {
      program.await("> running");
      Child.run(server.environment(), "jack_bufsize", "2048");
      program.await("> not running");
      program.await("> running");
      program.finish();
    }
  }

  @Test
  void jnajackAllocatesLittleAndWeNothing() {
    try (JackServer server = JackServer.start(256);
        Child program = Child.java(server.environment(), Meter.class)) {
      String[] bytes = program.await("> bytes").split(" ", -1);
      assertEquals("0", bytes[0], "ours");
      assertTrue(Double.parseDouble(bytes[1]) <= 200, "JNAJack's, per block: " + bytes[1]);
      program.finish();
    }
  }

  @Test
  void aCallbackThatThrowsIsNotCalledAgain() {
    try (JackServer server = JackServer.start(BLOCK);
        Child program = Child.java(server.environment(), Thrower.class)) {
      program.await("> calls: 1, silent: true");
      program.finish();
    }
  }

  @Test
  void withoutAServerItSaysSo() {
    Programs.require("libjack.so.0");
    Map<String, String> nowhere =
        Map.of("JACK_DEFAULT_SERVER", "makebeliv-none", "JACK_NO_START_SERVER", "1");
    try (Child program = Child.java(nowhere, Opener.class)) {
      program.await("> No JACK server answers; start one first");
      program.finish();
    }
  }

  @Test
  void withoutTheJackLibraryItSaysSo() {
    try (Child program =
        Child.java(
            Map.of(),
            Child.classPath(),
            List.of("-Djna.platform.library.path=/nonexistent"),
            Opener.class)) {
      program.await("> The JACK library is not on this machine; install it");
      program.finish();
    }
  }

  @Test
  void withoutJnajackItSaysSo() {
    for (String missing : List.of("jnajack", "/jna-")) {
      List<String> classPath =
          Child.classPath().stream().filter(entry -> !entry.contains(missing)).toList();
      try (Child program = Child.java(Map.of(), classPath, List.of(), Opener.class)) {
        program.await("> JNAJack is not on the class path or does not run here");
        program.finish();
      }
    }
  }

  @Test
  void namesThatJackCannotTakeAreRefused() {
    for (String name : List.of("", " ", "a:b", "naïve", "n".repeat(61))) {
      assertThrows(IllegalArgumentException.class, () -> Jack.builder().clientName(name), name);
    }
  }

  // The programs.

  private static void say(String what) {
    System.out.println("> " + what);
  }

  private static void await(CountDownLatch latch) throws InterruptedException {
    if (!latch.await(60, TimeUnit.SECONDS)) {
      throw new AssertionError("waited in vain");
    }
  }

  private static void awaitNotRunning(Jack jack) {
    while (jack.running()) {
      LockSupport.parkNanos(10_000_000);
    }
    say("not running");
  }

  private static void listen() throws IOException {
    new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
  }

  /** Numbers its samples, and looks at the numbers that come back. */
  static final class Loop implements DuplexDevice.Callback {
    private static final int BLOCKS = 20;
    private final CountDownLatch done = new CountDownLatch(1);
    private int sent;
    private int late = -1;
    private int good;

    @Override
    public void process(float[] input, float[] output, int frames) {
      boolean follows = true;
      for (int i = 0; i < frames; i++) {
        int now = sent++;
        output[i] = 1 + now;
        int lag = input[i] == 0 ? -1 : now - ((int) input[i] - 1);
        follows &= lag == late && lag >= 0;
        late = lag;
      }
      // Lateness of the server may drop blocks; twenty in a row are enough.
      good = follows ? good + 1 : 0;
      if (good == BLOCKS) {
        done.countDown();
      }
    }

    public static void main(String[] args) throws InterruptedException {
      Loop loop = new Loop();
      try (Jack jack =
          Jack.builder().clientName("loop").captureFrom("loop:output").playTo().open()) {
        say(
            "opened: %s, %d Hz, %d frames"
                .formatted(jack.name(), jack.sampleRate(), jack.blockFrames()));
        jack.start(loop);
        await(loop.done);
      }
      say("loop: %d frames late, %d blocks without a fault".formatted(loop.late, BLOCKS));
    }
  }

  static final class Connected {
    public static void main(String[] args) throws InterruptedException, IOException {
      AtomicInteger calls = new AtomicInteger();
      CountDownLatch called = new CountDownLatch(3);
      Jack jack = Jack.open();
      if (jack.running()) {
        throw new AssertionError("runs before the start");
      }
      jack.start(
          (input, output, frames) -> {
            calls.incrementAndGet();
            called.countDown();
          });
      await(called);
      try {
        jack.start((input, output, frames) -> {});
      } catch (IllegalStateException e) {
        say("running");
      }
      // The server tells of it a moment after the ports were connected.
      for (int i = 0; i < 500 && jack.latencyFrames() == 0; i++) {
        Thread.sleep(20);
      }
      say("latency " + jack.latencyFrames());
      listen();
      jack.close();
      jack.close();
      int before = calls.get();
      Thread.sleep(200);
      say("calls after closing: " + (calls.get() - before));
      if (jack.running() || jack.xruns() < 0) {
        throw new AssertionError("runs after closing");
      }
    }
  }

  static final class Survivor {
    public static void main(String[] args) throws InterruptedException, IOException {
      AtomicInteger largest = new AtomicInteger();
      AtomicInteger calls = new AtomicInteger();
      try (Jack jack = Jack.open("survivor")) {
        jack.start(
            (input, output, frames) -> {
              largest.accumulateAndGet(frames, Math::max);
              calls.incrementAndGet();
            });
        for (int i = 0; i < 2; i++) {
          awaitCalls(calls);
          awaitNotRunning(jack);
          jack.latencyFrames();
          tryToReopen(jack);
          listen();
          tryToReopen(jack);
          listen();
          jack.reopen();
        }
        awaitCalls(calls);
        listen();
      }
      say("largest block " + largest.get());
    }

    private static void awaitCalls(AtomicInteger calls) {
      int before = calls.get();
      while (calls.get() < before + 3) {
        LockSupport.parkNanos(10_000_000);
      }
      say("running");
    }

    private static void tryToReopen(Jack jack) {
      try {
        jack.reopen();
      } catch (AudioException e) {
        say(String.valueOf(e.getMessage()));
      }
    }
  }

  static final class BlockSize {
    public static void main(String[] args) throws InterruptedException {
      CountDownLatch called = new CountDownLatch(3);
      CountDownLatch calledAgain = new CountDownLatch(6);
      try (Jack jack = Jack.open("sizes")) {
        jack.start(
            (input, output, frames) -> {
              called.countDown();
              calledAgain.countDown();
            });
        await(called);
        say("running");
        awaitNotRunning(jack);
        jack.reopen();
        await(calledAgain);
        say(jack.running() ? "running" : "not");
      }
    }
  }

  static final class Meter {
    private static final int WARM_UP = 500;
    private static final int BLOCKS = 500;

    public static void main(String[] args) throws InterruptedException {
      var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
      long[] between = new long[1];
      long[] last = new long[1];
      int[] calls = new int[1];
      CountDownLatch done = new CountDownLatch(1);
      try (Jack jack = Jack.open("meter")) {
        jack.start(
            (input, output, frames) -> {
              long now = threads.getCurrentThreadAllocatedBytes();
              if (calls[0] > WARM_UP && calls[0] <= WARM_UP + BLOCKS) {
                between[0] += now - last[0];
              }
              last[0] = now;
              if (calls[0]++ == WARM_UP + BLOCKS) {
                done.countDown();
              }
            });
        await(done);
      }
      say("bytes %d %.1f".formatted(ours(threads), between[0] / (double) BLOCKS));
    }

    /** Measures our side alone. */
    private static long ours(com.sun.management.ThreadMXBean threads) {
      JackBlocks blocks = new JackBlocks(256);
      blocks.start((input, output, frames) -> System.arraycopy(input, 0, output, 0, frames));
      java.nio.FloatBuffer in = java.nio.ByteBuffer.allocateDirect(1024).asFloatBuffer();
      java.nio.FloatBuffer out = java.nio.ByteBuffer.allocateDirect(1024).asFloatBuffer();
      long bytes = 0;
      for (int i = 0; i < 2000; i++) {
        in.rewind();
        out.rewind();
        long before = threads.getCurrentThreadAllocatedBytes();
        blocks.process(in, out, 256);
        long after = threads.getCurrentThreadAllocatedBytes();
        bytes += i < 1000 ? 0 : after - before;
      }
      return bytes;
    }
  }

  static final class Thrower {
    public static void main(String[] args) throws InterruptedException {
      AtomicInteger calls = new AtomicInteger();
      CountDownLatch later = new CountDownLatch(10);
      float[] loudest = new float[1];
      try (Jack thrower = Jack.builder().clientName("thrower").captureFrom().playTo().open();
          Jack listener =
              Jack.builder().clientName("listener").captureFrom("thrower:output").playTo().open()) {
        thrower.start(
            (input, output, frames) -> {
              calls.incrementAndGet();
              output[0] = 1;
              throw new IllegalStateException("a mistake");
            });
        awaitNotRunning(thrower);
        listener.start(
            (input, output, frames) -> {
              for (int i = 0; i < frames; i++) {
                loudest[0] = Math.max(loudest[0], Math.abs(input[i]));
              }
              later.countDown();
            });
        await(later);
      }
      say("calls: %d, silent: %b".formatted(calls.get(), loudest[0] == 0));
    }
  }

  static final class Opener {
    public static void main(String[] args) {
      try (Jack jack = Jack.open()) {
        say("opened " + jack.name());
      } catch (AudioException e) {
        say(String.valueOf(e.getMessage()));
      }
    }
  }
}
