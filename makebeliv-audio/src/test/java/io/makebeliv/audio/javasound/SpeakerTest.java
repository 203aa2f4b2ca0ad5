package io.makebeliv.audio.javasound;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.makebeliv.audio.AudioException;
import java.time.Duration;
import javax.sound.sampled.SourceDataLine;
import org.junit.jupiter.api.Test;

class SpeakerTest {

  private static final LineSettings SETTINGS =
      LineSettings.defaults().withBuffer(Duration.ofMillis(10));

  private final FakeLines<SourceDataLine> lines = new FakeLines<>(SourceDataLine.class);
  private final float[] block = new float[480];

  private Speaker open() {
    return new Speaker(lines, SETTINGS);
  }

  private static String failure(Runnable call) {
    return String.valueOf(assertThrows(AudioException.class, call::run).getMessage());
  }

  @Test
  void whatIsQueuedIsWhatIsNotRoom() {
    try (Speaker speaker = open()) {
      assertEquals(480, speaker.bufferFrames());
      lines.available = 960;
      assertEquals(0, speaker.queued());
      lines.available = 200;
      assertEquals(380, speaker.queued());
      lines.available = 0;
      assertEquals(480, speaker.queued());
      lines.available = 5000;
      assertEquals(0, speaker.queued());
    }
  }

  @Test
  void itStartsOnceTheFirstFramesAreInTheBuffer() {
    try (Speaker speaker = open()) {
      lines.available = 960;
      assertFalse(lines.running);
      speaker.write(block, 0, 0);
      assertFalse(lines.running);
      speaker.write(block, 0, 480);
      assertTrue(lines.running);
    }
  }

  @Test
  void writesThatAreNotTakenAreAFailureUntilReopened() {
    try (Speaker speaker = open()) {
      lines.available = 960;
      lines.transferred = 0;
      String message = failure(() -> speaker.write(block, 0, 480));
      assertEquals(
          "The speaker \"Fake\" takes nothing, although it has room; it was unplugged or its sound server has stopped; reopen it once it is back.",
          message);
      lines.transferred = 960;
      assertEquals(message, failure(speaker::queued));
      assertEquals(message, failure(() -> speaker.write(block, 0, 480)));
      assertEquals(message, failure(speaker::end));
      speaker.reopen();
      assertFalse(lines.running);
      speaker.write(block, 0, 480);
      assertTrue(lines.running);
    }
  }

  @Test
  void closingWithoutAnEndAbandonsTheStream() {
    Speaker speaker = open();
    speaker.close();
    speaker.close();
    assertFalse(lines.open);
    String message = "The speaker \"Fake\" was closed; open another one.";
    assertEquals(message, failure(speaker::queued));
    assertEquals(message, failure(() -> speaker.write(block, 0, 1)));
    assertEquals(message, failure(speaker::end));
    assertEquals(message, failure(speaker::reopen));
  }

  @Test
  void theEndComesEvenWhereNothingIsPlayed() {
    try (Speaker speaker = open()) {
      lines.available = 0;
      speaker.end();
    }
  }

  @Test
  void anInterruptedWriterDoesNotWait() {
    try (Speaker speaker = open()) {
      lines.available = 0;
      Thread.currentThread().interrupt();
      assertTrue(failure(() -> speaker.write(block, 0, 1)).contains("was interrupted"));
      assertTrue(Thread.interrupted());
    }
  }

  @Test
  void securityIsAnAudioExceptionToo() {
    lines.offered =
        format -> {
          throw new SecurityException("no");
        };
    assertTrue(failure(this::open).contains("AudioPermission"));
  }

  @Test
  void wrongArgumentsAreRefused() {
    try (Speaker speaker = open()) {
      assertThrows(IndexOutOfBoundsException.class, () -> speaker.write(block, 479, 2));
      assertThrows(IndexOutOfBoundsException.class, () -> speaker.write(block, 0, -1));
    }
    Speaker.Builder builder = Speaker.builder();
    assertThrows(IllegalArgumentException.class, () -> builder.sampleRate(0));
    assertThrows(IllegalArgumentException.class, () -> builder.buffer(Duration.ZERO));
  }
}
