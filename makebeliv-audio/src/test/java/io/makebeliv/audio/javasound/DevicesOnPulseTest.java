package io.makebeliv.audio.javasound;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.makebeliv.audio.AudioException;
import io.makebeliv.audio.testbed.Child;
import io.makebeliv.audio.testbed.Pcm;
import io.makebeliv.audio.testbed.PulseServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Microphone and speaker on a sound server without a sound card. */
class DevicesOnPulseTest {

  private static final int SECOND = 48_000;

  @TempDir Path folder;
  private PulseServer server;

  @BeforeEach
  void start() {
    server = PulseServer.start(folder);
  }

  @AfterEach
  void stop() {
    if (server != null) {
      server.close();
    }
  }

  @Test
  void theMicrophoneHearsWhatIsSpokenWithoutAGap() {
    float[] tone = Pcm.tone(440, 120 * SECOND);
    Path heard = folder.resolve("heard.raw");
    try (Child voice =
            server.play(PulseServer.MICROPHONE, Pcm.write(folder.resolve("tone.raw"), tone));
        Child program = Child.java(server.environment(), Recorder.class, heard.toString())) {
      assertEquals("48000", program.await("> sample rate"));
      program.finish();
      assertTrue(voice.isAlive());
    }
    float[] recording = Pcm.read(heard);
    assertEquals(3 * SECOND, recording.length);
    int start = firstLoud(recording);
    assertTrue(start < SECOND, "the tone was playing before the recording began");
    float[] loud = Arrays.copyOfRange(recording, start, recording.length);
    int offset = offset(loud, tone);
    assertArrayEquals(Arrays.copyOfRange(tone, offset, offset + loud.length), loud);
    assertEquals(440, frequency(recording, start), 0.01);
  }

  /** Finds out where in a tone a part of it begins, as far as that can be told. */
  private static int offset(float[] part, float[] tone) {
    for (int offset = 0; offset < SECOND; offset++) {
      if (Arrays.equals(part, 0, 1000, tone, offset, offset + 1000)) {
        return offset;
      }
    }
    throw new AssertionError("no part of the tone");
  }

  @Test
  void theSpeakerPlaysEverySampleAndTheEnd() {
    float[] tone = Pcm.tone(440, 3 * SECOND);
    Path played = Pcm.write(folder.resolve("tone.raw"), tone);
    try (PulseServer.Recording recording = server.record(PulseServer.SPEAKER)) {
      try (Child program = Child.java(server.environment(), Player.class, played.toString())) {
        program.finish();
      }
      float[] heard = recording.take(recording.frames() + SECOND);
      int start = firstLoud(heard);
      int end = start;
      while (end < heard.length && heard[end] > 0.05f) {
        end++;
      }
      assertArrayEquals(tone, Arrays.copyOfRange(heard, start, end));
      for (int i = end; i < heard.length; i++) {
        assertEquals(0, heard[i], "nothing follows the end");
      }
      assertEquals(440, frequency(heard, start), 0.01);
    }
  }

  @Test
  void nothingIsAllocatedForABlock() {
    Path tone = Pcm.write(folder.resolve("tone.raw"), Pcm.tone(440, 120 * SECOND));
    try (Child voice = server.play(PulseServer.MICROPHONE, tone);
        Child program = Child.java(server.environment(), Meter.class)) {
      assertEquals("0 0", program.await("> bytes"));
      program.finish();
      assertTrue(voice.isAlive());
    }
  }

  @Test
  void aServerThatDiesIsNoticedAndAMicrophoneCanBeReopened() throws IOException {
    try (Child program = Child.java(server.environment(), Survivor.class, "microphone")) {
      survive(program, "microphone");
    }
  }

  @Test
  void aServerThatDiesIsNoticedAndASpeakerCanBeReopened() throws IOException {
    try (Child program = Child.java(server.environment(), Survivor.class, "speaker")) {
      survive(program, "speaker");
    }
  }

  private void survive(Child program, String noun) throws IOException {
    program.await("> works");
    server.kill();
    String failure = program.await("> failed");
    assertTrue(failure.startsWith("The " + noun + " \"default [default]\""), failure);
    assertTrue(failure.endsWith("reopen it once it is back."), failure);
    program.await("> still fails: " + failure);
    program.await("> not yet: ");
    server.restart();
    program.send("the server is back");
    program.await("> works");
    program.finish();
  }

  @Test
  void closingFromAnotherThreadEndsWaiting() {
    try (Child program = Child.java(server.environment(), Closer.class)) {
      program.await("> reader: -1");
      program.await("> writer: The speaker \"default [default]\" was closed");
      program.finish();
    }
  }

  @Test
  void theDefaultDevicesAreListed() {
    try (Child program = Child.java(server.environment(), Lister.class)) {
      String all = program.finish();
      assertTrue(all.contains("name=default [default]"), all);
      assertTrue(all.contains("direction=CAPTURE, isDefault=true"), all);
      assertTrue(all.contains("direction=PLAYBACK, isDefault=true"), all);
      assertTrue(all.contains("There is no microphone called \"no such thing\", but"), all);
    }
  }

  private static int firstLoud(float[] samples) {
    for (int i = 0; i < samples.length; i++) {
      if (samples[i] > 0.05f) {
        return i;
      }
    }
    throw new AssertionError("silence");
  }

  /** Counts the periods of a second of tone between its first and last rise through the middle. */
  private static double frequency(float[] samples, int start) {
    double first = -1;
    double last = -1;
    int periods = -1;
    for (int i = start + 1; i < start + SECOND; i++) {
      float before = samples[i - 1] - 0.3f;
      float after = samples[i] - 0.3f;
      if (before < 0 && after >= 0) {
        last = i - after / (after - before);
        first = first < 0 ? last : first;
        periods++;
      }
    }
    return periods * SECOND / (last - first);
  }

  // The programs. Their buffers are long, since machines that run tests are busy.

  private static void say(String what) {
    System.out.println("> " + what);
  }

  private static Microphone microphone() {
    return Microphone.builder().buffer(Duration.ofMillis(200)).open();
  }

  private static Speaker speaker() {
    return Speaker.builder().buffer(Duration.ofMillis(500)).open();
  }

  static final class Recorder {
    public static void main(String[] args) {
      float[] samples = new float[3 * SECOND];
      try (Microphone microphone = microphone()) {
        say("sample rate " + microphone.sampleRate());
        int count = 0;
        while (count < samples.length) {
          count += microphone.read(samples, count, Math.min(777, samples.length - count));
        }
      }
      Pcm.write(Path.of(args[0]), samples);
    }
  }

  static final class Player {
    public static void main(String[] args) {
      float[] samples = Pcm.read(Path.of(args[0]));
      try (Speaker speaker = speaker()) {
        // Playing starts with the first write: a full buffer, lest a busy machine lets it run dry.
        int written = Math.min(speaker.bufferFrames(), samples.length);
        speaker.write(samples, 0, written);
        while (written < samples.length) {
          int count = Math.min(777, samples.length - written);
          speaker.write(samples, written, count);
          written += count;
        }
        speaker.end();
      }
    }
  }

  /**
   * Measures what reads and writes of 10 ms allocate in the best of some rounds: what is allocated
   * for every block is so in each of them, what happens once is not.
   */
  static final class Meter {
    private static final int BLOCK = 480;
    private static final int ROUNDS = 5;

    public static void main(String[] args) {
      var threads =
          (com.sun.management.ThreadMXBean)
              java.lang.management.ManagementFactory.getThreadMXBean();
      float[] block = new float[BLOCK];
      long reading = Long.MAX_VALUE;
      long writing = Long.MAX_VALUE;
      try (Microphone microphone = microphone();
          Speaker speaker = speaker()) {
        for (int round = 0; round < ROUNDS; round++) {
          long read = 0;
          long written = 0;
          for (int i = 0; i < 100; i++) {
            long a = threads.getCurrentThreadAllocatedBytes();
            int count = 0;
            while (microphone.available() < BLOCK) {
              Thread.onSpinWait();
            }
            while (count < BLOCK) {
              count += microphone.read(block, count, BLOCK - count);
            }
            long b = threads.getCurrentThreadAllocatedBytes();
            speaker.write(block, 0, BLOCK);
            speaker.queued();
            long c = threads.getCurrentThreadAllocatedBytes();
            read += b - a;
            written += c - b;
          }
          reading = Math.min(reading, read);
          writing = Math.min(writing, written);
        }
      }
      say("bytes " + reading + " " + writing);
    }
  }

  static final class Survivor {
    public static void main(String[] args) throws IOException {
      float[] block = new float[480];
      if (args[0].equals("microphone")) {
        try (Microphone microphone = microphone()) {
          survive(microphone::available, () -> microphone.read(block, 0, 480), microphone::reopen);
        }
      } else {
        try (Speaker speaker = speaker()) {
          survive(speaker::queued, () -> speaker.write(block, 0, 480), speaker::reopen);
        }
      }
    }

    private static void survive(Runnable poll, Runnable use, Runnable reopen) throws IOException {
      for (int i = 0; i < 20; i++) {
        use.run();
      }
      say("works");
      say("failed " + failure(poll, use));
      say("still fails: " + failure(poll));
      say("not yet: " + failure(reopen));
      new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
      reopen.run();
      for (int i = 0; i < 20; i++) {
        use.run();
      }
      say("works");
    }

    /** Does these in turn until one fails, but not for ever. */
    private static String failure(Runnable... calls) {
      for (int i = 0; i < 100_000; i++) {
        try {
          calls[i % calls.length].run();
        } catch (AudioException e) {
          return String.valueOf(e.getMessage());
        }
      }
      return "never";
    }
  }

  static final class Closer {
    public static void main(String[] args) throws InterruptedException {
      Microphone microphone = microphone();
      Thread reader =
          new Thread(
              () -> {
                float[] block = new float[480];
                int count = 0;
                while (count >= 0) {
                  count = microphone.read(block, 0, 480);
                }
                say("reader: " + count);
              });
      Speaker speaker = speaker();
      Thread writer =
          new Thread(
              () -> {
                try {
                  while (true) {
                    speaker.write(new float[480], 0, 480);
                  }
                } catch (AudioException e) {
                  say("writer: " + e.getMessage());
                }
              });
      reader.start();
      writer.start();
      Thread.sleep(300);
      microphone.close();
      microphone.close();
      reader.join();
      speaker.close();
      speaker.close();
      writer.join();
    }
  }

  static final class Lister {
    public static void main(String[] args) {
      AudioDevices.list().forEach(System.out::println);
      try (Microphone microphone = Microphone.open("DEFAULT")) {
        say(microphone.name());
      }
      try (Microphone microphone = Microphone.open("no such thing")) {
        say(microphone.name());
      } catch (AudioException e) {
        say(String.valueOf(e.getMessage()));
      }
    }
  }
}
