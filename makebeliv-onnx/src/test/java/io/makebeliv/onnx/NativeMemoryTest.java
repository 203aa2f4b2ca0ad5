package io.makebeliv.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.makebeliv.Backends;
import io.makebeliv.VoiceConverter;
import io.makebeliv.VoiceSession;
import io.makebeliv.inference.InferenceBackend;
import io.makebeliv.inference.ModelException;
import io.makebeliv.onnx.rvc.ToyEncoder;
import io.makebeliv.onnx.rvc.ToySynthesizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * What voices hold outside of Java's heap is given back. Takes minutes, so it runs where it is
 * asked for: {@code -Dmakebeliv.long=true}.
 */
@EnabledOnOs(OS.LINUX)
@EnabledIfSystemProperty(named = "makebeliv.long", matches = "true")
final class NativeMemoryTest {

  private static final int RATE = 16_000;
  private static final int ROUNDS = 200;
  private static final int SETTLING = 40;
  private static final int LOOKS = 40;
  private static final long ALLOWED = 48L << 20;

  /** A moment of a hum. */
  private final float[] hum = new float[RATE / 5];

  NativeMemoryTest() {
    for (int i = 0; i < hum.length; i++) {
      hum[i] = (float) (0.3 * Math.sin(2 * Math.PI * 150 * i / RATE));
    }
  }

  @Test
  void voicesThatAreOpenedAndClosed() throws Exception {
    assertBounded(
        round -> {
          try (InferenceBackend voice = RvcVoice.inTheBox();
              VoiceConverter converter = VoiceConverter.builder().backend(voice).build();
              VoiceSession session = converter.openSession(RATE)) {
            session.process(hum, 0, new float[hum.length], 0, hum.length);
          }
        });
  }

  /**
   * Each is loaded, speaks while it fades in and out, and is released: a graph and a checkpoint.
   */
  @Test
  void voicesThatAreExchangedWhileSomebodySpeaks(@TempDir Path models) throws Exception {
    Path[] voices = {models.resolve("graph"), models.resolve("checkpoint")};
    for (Path voice : voices) {
      Files.createDirectory(voice);
    }
    HotSwapTest.small(1).writeTo(voices[0].resolve("voice.onnx"));
    ToyEncoder.of("source").giving("embed", 768).toy().write(voices[0].resolve("encoder.onnx"));
    RvcFiles.narrowed("tiny-v2-40k-f0.pth", RvcFiles.SECOND_VERSION)
        .write(voices[1].resolve("voice.pth"), "weight");
    Files.copy(RvcFiles.golden("tiny-hubert.fairseq.pt"), voices[1].resolve("hubert.pt"));
    try (VoiceConverter converter = VoiceConverter.builder().pitch(4).formant(1).build();
        VoiceSession session = converter.openSession(RATE)) {
      float[] output = new float[hum.length / 10];
      assertBounded(
          round -> {
            CompletableFuture<Void> swap = session.swap(voices[round % 2]);
            for (int i = 0; !swap.isDone(); i = (i + output.length) % hum.length) {
              session.process(hum, i, output, 0, output.length);
              Thread.sleep(1);
            }
            swap.join();
          });
      assertEquals(ROUNDS, session.statistics().swaps());
      assertTrue(session.statistics().mutedFrames().isEmpty(), session.statistics()::toString);
    }
  }

  /** Refused when it has been loaded, and run. */
  @Test
  void voicesThatAreRefused(@TempDir Path folder) throws Exception {
    ToySynthesizer.of("phone phone_lengths pitch pitchf ds rnd")
        .scaled(Float.NaN)
        .toy()
        .write(folder.resolve("voice.onnx"));
    ToyEncoder.of("source").giving("embed", 768).toy().write(folder.resolve("encoder.onnx"));
    assertBounded(round -> assertThrows(ModelException.class, () -> Backends.load(folder)));
  }

  private interface Round {
    void run(int number) throws Exception;
  }

  /** What collectors have not given back yet comes and goes: the least of many looks counts. */
  private static void assertBounded(Round round) throws Exception {
    long settled = Long.MAX_VALUE;
    long last = Long.MAX_VALUE;
    for (int i = 0; i < ROUNDS; i++) {
      round.run(i);
      if (i >= SETTLING && i < SETTLING + LOOKS) {
        settled = Math.min(settled, resident());
      } else if (i >= ROUNDS - LOOKS) {
        last = Math.min(last, resident());
      }
    }
    String more = "%d MB more than after %d rounds".formatted((last - settled) >> 20, SETTLING);
    assertTrue(last - settled < ALLOWED, more);
  }

  /** What the process has in memory, once garbage is away. */
  private static long resident() throws IOException {
    System.gc();
    String[] pages = Files.readString(Path.of("/proc/self/statm")).split(" ", -1);
    return Long.parseLong(pages[1]) * 4096;
  }
}
