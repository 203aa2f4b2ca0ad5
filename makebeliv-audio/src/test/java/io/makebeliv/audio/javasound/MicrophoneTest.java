package io.makebeliv.audio.javasound;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.makebeliv.audio.AudioException;
import java.time.Duration;
import java.util.List;
import javax.sound.sampled.TargetDataLine;
import org.junit.jupiter.api.Test;

class MicrophoneTest {

  private static final LineSettings SETTINGS =
      LineSettings.defaults().withBuffer(Duration.ofMillis(10));

  private final FakeLines<TargetDataLine> lines = new FakeLines<>(TargetDataLine.class);
  private final float[] block = new float[480];

  private Microphone open() {
    return new Microphone(lines, SETTINGS);
  }

  private static String failure(Runnable call) {
    return String.valueOf(assertThrows(AudioException.class, call::run).getMessage());
  }

  @Test
  void theFirstFormatThatTheDeviceHasIsTaken() {
    lines.offered = format -> format.getSampleRate() == 44_100 && format.getChannels() == 2;
    try (Microphone microphone = open()) {
      assertEquals(44_100, microphone.sampleRate());
      assertEquals(List.of("48000x1", "48000x2", "44100x1", "44100x2"), lines.tried);
      lines.available = 4 * 100;
      assertEquals(100, microphone.available());
      assertEquals(7, microphone.read(block, 3, 7));
    }
  }

  @Test
  void theRateAskedForGoesFirst() {
    lines.offered = format -> format.getSampleRate() == 16_000;
    try (Microphone microphone = new Microphone(lines, SETTINGS.withSampleRate(22_050))) {
      assertEquals(16_000, microphone.sampleRate());
      assertEquals("22050x1", lines.tried.get(0));
    }
  }

  @Test
  void aDeviceThatCannotBeOpenedSaysWhy() {
    lines.free = format -> false;
    assertEquals(
        "The microphone \"Fake\" is in use, gone, or has no 16-bit line of 1 or 2 channels at 48000, 44100, 96000, 32000, 16000 Hz; close what uses it, start the sound server, or choose another device (busy).",
        failure(this::open));
    lines.offered = format -> false;
    assertEquals(
        "The microphone \"Fake\" offers no 16-bit line of 1 or 2 channels at 48000, 44100, 96000, 32000, 16000 Hz; ask for a rate that it has, or choose another device (not offered).",
        failure(this::open));
  }

  @Test
  void itStartsWhenItIsFirstAsked() {
    try (Microphone microphone = open()) {
      assertFalse(lines.running);
      assertEquals(0, microphone.available());
      assertTrue(lines.running);
    }
  }

  @Test
  void readsThatGiveNothingAreAFailureUntilReopened() {
    try (Microphone microphone = open()) {
      lines.available = 960;
      lines.transferred = 0;
      String message = failure(() -> microphone.read(block, 0, 480));
      assertEquals(
          "The microphone \"Fake\" gives nothing of what it says it has; it was unplugged or its sound server has stopped; reopen it once it is back.",
          message);
      lines.transferred = 960;
      assertEquals(message, failure(microphone::available));
      assertEquals(message, failure(() -> microphone.read(block, 0, 480)));
      lines.free = format -> false;
      failure(microphone::reopen);
      assertEquals(message, failure(microphone::available));
      lines.free = format -> true;
      microphone.reopen();
      assertFalse(lines.running);
      assertEquals(480, microphone.read(block, 0, 480));
      assertTrue(lines.running);
    }
  }

  @Test
  void reopeningKeepsTheRate() {
    try (Microphone microphone = open()) {
      lines.offered = format -> format.getSampleRate() == 44_100;
      lines.tried.clear();
      failure(microphone::reopen);
      assertEquals(List.of("48000x1", "48000x2"), lines.tried);
    }
  }

  @Test
  void aLineThatClosedItselfIsAFailure() {
    try (Microphone microphone = open()) {
      lines.open = false;
      assertTrue(
          failure(microphone::available).startsWith("The microphone \"Fake\" closed itself;"));
    }
  }

  @Test
  void closingIsTheEndOfTheStream() {
    Microphone microphone = open();
    microphone.close();
    microphone.close();
    assertEquals(Microphone.END_OF_STREAM, microphone.read(block, 0, 480));
    assertEquals(
        "The microphone \"Fake\" was closed; open another one.", failure(microphone::available));
    assertEquals(
        "The microphone \"Fake\" was closed; open another one.", failure(microphone::reopen));
    assertEquals(1, lines.opened);
  }

  @Test
  void anInterruptedReaderDoesNotWait() {
    try (Microphone microphone = open()) {
      Thread.currentThread().interrupt();
      assertTrue(failure(() -> microphone.read(block, 0, 1)).contains("was interrupted"));
      assertTrue(Thread.interrupted());
      lines.available = 2;
      assertEquals(1, microphone.read(block, 0, 480));
    }
  }

  @Test
  void wrongArgumentsAreRefused() {
    try (Microphone microphone = open()) {
      assertThrows(IllegalArgumentException.class, () -> microphone.read(block, 0, 0));
      assertThrows(IndexOutOfBoundsException.class, () -> microphone.read(block, 479, 2));
    }
    Microphone.Builder builder = Microphone.builder();
    assertThrows(IllegalArgumentException.class, () -> builder.sampleRate(0));
    assertThrows(IllegalArgumentException.class, () -> builder.sampleRate(768_001));
    assertThrows(IllegalArgumentException.class, () -> builder.buffer(Duration.ZERO));
    assertThrows(IllegalArgumentException.class, () -> builder.buffer(Duration.ofSeconds(3)));
  }

  @Test
  void theDefaultBufferIsLongerOnWindows() {
    assertEquals(Duration.ofMillis(10), LineSettings.defaultBuffer("Linux"));
    assertEquals(Duration.ofMillis(10), LineSettings.defaultBuffer("Mac OS X"));
    assertEquals(Duration.ofMillis(40), LineSettings.defaultBuffer("Windows 11"));
  }
}
