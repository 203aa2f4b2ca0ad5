package io.makebeliv.onnx;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.makebeliv.VoiceConverter;
import io.makebeliv.VoiceSession;
import io.makebeliv.inference.InferenceBackend;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * What voices hold outside of Java's heap is given back. Takes minutes, so it runs where it is
 * asked for: {@code -Dmakebeliv.long=true}.
 */
@EnabledOnOs(OS.LINUX)
@EnabledIfSystemProperty(named = "makebeliv.long", matches = "true")
final class NativeMemoryTest {

  private static final int RATE = 16_000;
  private static final int ROUNDS = 200;
  private static final int SETTLING = 60;
  private static final long ALLOWED = 48L << 20;

  /** A moment of a hum. */
  private final float[] hum = new float[RATE / 5];

  NativeMemoryTest() {
    for (int i = 0; i < hum.length; i++) {
      hum[i] = (float) (0.3 * Math.sin(2 * Math.PI * 150 * i / RATE));
    }
  }

  @Test
  void voicesThatAreOpenedAndClosed() throws IOException {
    long settled = 0;
    for (int round = 0; round < ROUNDS; round++) {
      try (InferenceBackend voice = RvcVoice.inTheBox();
          VoiceConverter converter = VoiceConverter.builder().backend(voice).build();
          VoiceSession session = converter.openSession(RATE)) {
        session.process(hum, 0, new float[hum.length], 0, hum.length);
      }
      settled = round == SETTLING ? resident() : settled;
    }
    assertBounded(settled);
  }

  private static void assertBounded(long settled) throws IOException {
    long more = resident() - settled;
    assertTrue(more < ALLOWED, "%d MB more than after %d rounds".formatted(more >> 20, SETTLING));
  }

  /** What the process has in memory, once garbage is away. */
  private static long resident() throws IOException {
    System.gc();
    String[] pages = Files.readString(Path.of("/proc/self/statm")).split(" ", -1);
    return Long.parseLong(pages[1]) * 4096;
  }
}
