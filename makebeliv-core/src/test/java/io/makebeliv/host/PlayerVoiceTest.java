package io.makebeliv.host;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.makebeliv.Signals;
import io.makebeliv.TestVoice;
import io.makebeliv.VoiceConverter;
import io.makebeliv.audio.PcmFormat;
import io.makebeliv.audio.SampleEncoding;
import io.makebeliv.fluctuation.Fluctuation;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Plays the role of a player with a chain of audio processors. */
final class PlayerVoiceTest {

  private static final PcmFormat STEREO =
      new PcmFormat(44_100, 2, SampleEncoding.PCM_16, ByteOrder.nativeOrder());
  private static final PcmFormat MONO =
      new PcmFormat(16_000, 1, SampleEncoding.FLOAT_32, ByteOrder.nativeOrder());

  private static VoiceConverter mirror() {
    return VoiceConverter.builder()
        .backend(TestVoice.of(100, TestVoice::mirror))
        .fluctuation(Fluctuation.off())
        .build();
  }

  private static ByteBuffer direct(PcmFormat format, float[] mono) {
    ByteBuffer buffer =
        ByteBuffer.allocateDirect(mono.length * format.frameBytes()).order(format.order());
    format.encoding().encodeMono(mono, 0, mono.length, buffer, 0, format.channels());
    return buffer;
  }

  private static void fetch(PlayerVoice voice, ByteArrayOutputStream played) {
    for (ByteBuffer output = voice.getOutput(); output.hasRemaining(); output = voice.getOutput()) {
      assertTrue(output.isDirect());
      assertSame(ByteOrder.nativeOrder(), output.order());
      byte[] bytes = new byte[output.remaining()];
      output.get(bytes);
      played.writeBytes(bytes);
    }
  }

  /** Feeds it as Media3's pipeline does: output is fetched to the end before more is queued. */
  private static byte[] play(PlayerVoice voice, ByteBuffer input, PcmFormat format, Random random) {
    ByteArrayOutputStream played = new ByteArrayOutputStream();
    int end = input.limit();
    while (input.position() < end) {
      int bytes = random.nextInt(2000) * format.frameBytes();
      ByteBuffer block = input.asReadOnlyBuffer().order(ByteOrder.nativeOrder());
      block.limit(Math.min(input.position() + bytes, end));
      voice.queueInput(block);
      assertEquals(0, block.remaining(), "the input is consumed wholly");
      assertFalse(voice.isEnded());
      fetch(voice, played);
      input.position(block.position());
    }
    voice.queueEndOfStream();
    fetch(voice, played);
    assertTrue(voice.isEnded());
    return played.toByteArray();
  }

  @Property(tries = 40)
  void asMuchIsPlayedAsWasQueuedInStepAndAsAWholeFileWouldBe(
      @ForAll boolean stereo, @ForAll @IntRange(max = 9000) int frames, @ForAll long seed) {
    PcmFormat format = stereo ? STEREO : MONO;
    float[] mono = Signals.noise(frames, 0.9, seed);
    ByteBuffer input = direct(format, mono);
    float[] heard = new float[frames];
    format.encoding().decodeMono(input, 0, format.channels(), heard, 0, frames);
    try (VoiceConverter converter = mirror();
        PlayerVoice voice = new PlayerVoice(converter)) {
      assertEquals(format, voice.configure(format));
      voice.flush();
      byte[] played = play(voice, input, format, new Random(seed));
      ByteBuffer whole = direct(format, converter.convert(heard, format.sampleRate()));
      byte[] expected = new byte[whole.remaining()];
      whole.get(expected);
      assertArrayEquals(expected, played);
      assertEquals(0, voice.faults());
    }
  }

  @Test
  void whatWasNotFetchedBeforeTheEndIsNotLost() {
    try (VoiceConverter converter = mirror();
        PlayerVoice voice = new PlayerVoice(converter)) {
      voice.configure(MONO);
      voice.flush();
      voice.queueInput(direct(MONO, Signals.noise(4000, 0.5, 1)));
      voice.queueEndOfStream();
      voice.queueEndOfStream();
      assertFalse(voice.isEnded());
      ByteArrayOutputStream played = new ByteArrayOutputStream();
      fetch(voice, played);
      assertEquals(16_000, played.size());
      assertTrue(voice.isEnded());
    }
  }

  @Test
  void aFlushStartsAfreshInTheFormatAgreedOnLast() {
    try (VoiceConverter converter = mirror();
        PlayerVoice voice = new PlayerVoice(converter)) {
      assertFalse(voice.isActive());
      assertTrue(voice.latency().isEmpty());
      voice.configure(MONO);
      assertTrue(voice.isActive());
      voice.flush();
      float[] sound = Signals.noise(4000, 0.5, 1);
      byte[] first = play(voice, direct(MONO, sound), MONO, new Random(1));
      voice.flush();
      assertFalse(voice.isEnded());
      voice.queueInput(direct(MONO, sound));
      voice.flush();
      assertEquals(0, voice.getOutput().remaining(), "dropped by the flush");
      assertArrayEquals(first, play(voice, direct(MONO, sound), MONO, new Random(2)));

      voice.configure(STEREO);
      assertEquals(16_000, voice.latency().orElseThrow().sampleRate(), "not before the flush");
      voice.flush();
      assertEquals(44_100, voice.latency().orElseThrow().sampleRate());
      assertEquals(16_000, play(voice, direct(STEREO, sound), STEREO, new Random(3)).length);
      voice.reset();
      assertFalse(voice.isActive());
      assertEquals(0, voice.faults());
    }
  }

  @Test
  void aFormatThatCannotBeIsRefusedAndTheOldOneStays() {
    try (VoiceConverter converter = mirror();
        PlayerVoice voice = new PlayerVoice(converter)) {
      voice.configure(MONO);
      PcmFormat fast = new PcmFormat(192_000, 1, SampleEncoding.PCM_16, ByteOrder.nativeOrder());
      assertThrows(IllegalArgumentException.class, () -> voice.configure(fast));
      voice.flush();
      assertEquals(16_000, voice.latency().orElseThrow().sampleRate());
    }
  }

  @Test
  void inputOutOfTurnIsSwallowedAndCounted() {
    try (VoiceConverter converter = mirror();
        PlayerVoice voice = new PlayerVoice(converter)) {
      ByteBuffer early = direct(MONO, Signals.noise(100, 0.5, 1));
      voice.queueInput(early);
      assertEquals(0, early.remaining());
      assertEquals(0, voice.getOutput().remaining());
      voice.configure(MONO);
      voice.flush();
      voice.queueEndOfStream();
      fetch(voice, new ByteArrayOutputStream());
      ByteBuffer late = direct(MONO, Signals.noise(100, 0.5, 1));
      voice.queueInput(late);
      assertEquals(0, late.remaining());
      assertEquals(0, voice.getOutput().remaining());
      assertTrue(voice.isEnded());
      assertEquals(2, voice.faults());
      voice.flush();
      ByteBuffer odd = direct(MONO, Signals.noise(100, 0.5, 1)).limit(399);
      voice.queueInput(odd);
      assertEquals(0, odd.remaining());
      assertEquals(3, voice.faults());
      voice.reset();
      assertEquals(3, voice.faults());
      voice.queueEndOfStream();
      assertTrue(voice.isEnded());
    }
  }

  @Test
  void aSwallowedBlockIsNotHeardLater() {
    float[] a = Signals.noise(3000, 0.5, 1);
    float[] b = Signals.noise(3000, 0.5, 2);
    byte[][] outputs = new byte[2][];
    for (int i = 0; i < 2; i++) {
      try (VoiceConverter converter = mirror();
          PlayerVoice voice = new PlayerVoice(converter)) {
        voice.queueInput(direct(MONO, i == 0 ? a : b));
        voice.configure(MONO);
        voice.flush();
        outputs[i] = play(voice, direct(MONO, new float[1000]), MONO, new Random(1));
      }
    }
    assertArrayEquals(outputs[0], outputs[1]);
    assertEquals(4000, outputs[0].length);
    ByteBuffer silence = ByteBuffer.wrap(outputs[0]).order(ByteOrder.nativeOrder());
    while (silence.hasRemaining()) {
      assertTrue(silence.getFloat() == 0);
    }
  }

  @Test
  void noBlockAllocates() {
    try (VoiceConverter converter = mirror();
        PlayerVoice voice = new PlayerVoice(converter)) {
      voice.configure(STEREO);
      voice.flush();
      ByteBuffer input = direct(STEREO, Signals.noise(1152, 0.5, 1));
      ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
      long self = Thread.currentThread().getId();
      long least = Long.MAX_VALUE;
      for (int round = 0; round < 15; round++) {
        long before = threads.getThreadAllocatedBytes(self);
        for (int i = 0; i < 100; i++) {
          voice.queueInput(input.clear());
          ByteBuffer output = voice.getOutput();
          output.position(output.limit());
          voice.getOutput();
        }
        least = Math.min(least, threads.getThreadAllocatedBytes(self) - before);
      }
      assertEquals(0, least);
    }
  }
}
