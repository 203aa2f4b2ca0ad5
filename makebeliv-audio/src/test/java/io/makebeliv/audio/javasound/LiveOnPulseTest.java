package io.makebeliv.audio.javasound;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.makebeliv.LiveConversion;
import io.makebeliv.LiveListener;
import io.makebeliv.LiveState;
import io.makebeliv.VoiceConverter;
import io.makebeliv.audio.testbed.Child;
import io.makebeliv.audio.testbed.Pcm;
import io.makebeliv.audio.testbed.PulseServer;
import io.makebeliv.fluctuation.Fluctuation;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a microphone to a speaker, all the way through a sound server. */
class LiveOnPulseTest {

  private static final int RATE = 48_000;
  private static final double F0 = 120;
  private static final double SEMITONES = 4;

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

  private Child speak() {
    return server.play(
        PulseServer.MICROPHONE, Pcm.write(folder.resolve("voice.raw"), sawtooth(120 * RATE)));
  }

  /** A sawtooth without aliases, as a voice has partials. */
  private static float[] sawtooth(int frames) {
    int period = (int) (RATE / F0);
    float[] cycle = new float[period];
    for (int i = 0; i < period; i++) {
      for (int k = 1; k * F0 < 8000; k++) {
        cycle[i] += (float) (0.15 / k * Math.sin(2 * Math.PI * k * i / period));
      }
    }
    float[] samples = new float[frames];
    for (int i = 0; i < frames; i++) {
      samples[i] = cycle[i % period];
    }
    return samples;
  }

  @Test
  void theConvertedVoiceArrivesWholeAndNothingOfTheOriginal() {
    float[] heard;
    try (Child voice = speak();
        PulseServer.Recording recording = server.record(PulseServer.SPEAKER);
        Child program = Child.java(server.environment(), Live.class)) {
      program.await("> RUNNING");
      recording.take(recording.frames() + RATE);
      int from = recording.frames();
      heard = Arrays.copyOfRange(recording.take(from + 6 * RATE), from, from + 6 * RATE);
      program.send("enough");
      assertEquals("0", program.await("> device failures"));
      program.finish();
      assertTrue(voice.isAlive());
    }
    double shifted = F0 * Math.pow(2, SEMITONES / 12);
    double loudest = Double.NEGATIVE_INFINITY;
    for (int k = 1; k <= 20; k++) {
      loudest = Math.max(loudest, level(heard, k * shifted));
    }
    assertTrue(level(heard, shifted) > loudest - 20, "the fundamental is where it was moved to");
    for (int k = 1; k <= 30; k++) {
      double partial = k * F0;
      double nearest = Math.rint(partial / shifted) * shifted;
      // Where the partials of the two voices fall together nothing can be told apart.
      if (Math.abs(partial - nearest) > 8) {
        double below = loudest - level(heard, partial);
        assertTrue(below > 60, () -> partial + " Hz is only " + below + " dB down");
      }
    }
    double typical = Math.sqrt(power(heard, 0, heard.length));
    for (int i = 0; i + 480 <= heard.length; i += 240) {
      assertTrue(Math.sqrt(power(heard, i, i + 480)) > typical / 4, "a gap at frame " + i);
    }
  }

  /**
   * The level of one frequency in dB: the median of all seconds, since a busy machine may have had
   * to splice in one of them, which has a little of every frequency.
   */
  private static double level(float[] samples, double hertz) {
    double[] levels =
        IntStream.iterate(0, from -> from + RATE <= samples.length, from -> from + RATE / 2)
            .mapToDouble(from -> levelOfASecond(samples, from, hertz))
            .sorted()
            .toArray();
    return levels[levels.length / 2];
  }

  /** Under a window with side lobes below -90 dB. */
  private static double levelOfASecond(float[] samples, int from, double hertz) {
    double re = 0;
    double im = 0;
    for (int i = 0; i < RATE; i++) {
      double t = 2 * Math.PI * i / RATE;
      double window =
          0.35875 - 0.48829 * Math.cos(t) + 0.14128 * Math.cos(2 * t) - 0.01168 * Math.cos(3 * t);
      double angle = 2 * Math.PI * hertz * i / RATE;
      re += window * samples[from + i] * Math.cos(angle);
      im += window * samples[from + i] * Math.sin(angle);
    }
    return 20 * Math.log10(Math.hypot(re, im) / (0.35875 * RATE / 2) + 1e-12);
  }

  private static double power(float[] samples, int from, int to) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum += (double) samples[i] * samples[i];
    }
    return sum / (to - from);
  }

  @Test
  void aServerThatDiesIsWaitedForAndTheVoiceComesBack() throws IOException {
    try (Child voice = speak();
        Child program = Child.java(server.environment(), Live.class)) {
      program.await("> RUNNING");
      assertTrue(voice.isAlive());
      server.kill();
      program.await("> RECOVERING");
      server.restart();
      try (Child again = speak()) {
        program.await("> RUNNING");
        assertTrue(again.isAlive());
      }
      program.send("enough");
      program.await("> CLOSED");
      program.finish();
    }
  }

  /** The program: converts until it is told that it is enough. */
  static final class Live {
    public static void main(String[] args) throws IOException, InterruptedException {
      LiveListener listener =
          new LiveListener() {
            @Override
            public void stateChanged(LiveState state, String why) {
              System.out.println("> " + state);
            }
          };
      // Long buffers, since machines that run tests are busy.
      try (VoiceConverter converter =
              VoiceConverter.builder()
                  .pitch(SEMITONES)
                  .formant(1)
                  .fluctuation(Fluctuation.off())
                  .build();
          LiveConversion live =
              converter
                  .from(Microphone.builder().buffer(Duration.ofMillis(200)).open())
                  .to(Speaker.builder().buffer(Duration.ofMillis(500)).open())
                  .listener(listener)
                  .start()) {
        if (System.in.read() >= 0) {
          System.out.println("> device failures " + live.statistics().deviceFailures());
        }
      }
      // The watch tells of the end a moment later.
      Thread.sleep(300);
    }
  }
}
