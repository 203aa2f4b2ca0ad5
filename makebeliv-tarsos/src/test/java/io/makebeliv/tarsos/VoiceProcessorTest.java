// SPDX-License-Identifier: GPL-3.0-or-later
package io.makebeliv.tarsos;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import be.tarsos.dsp.AudioDispatcher;
import be.tarsos.dsp.AudioEvent;
import be.tarsos.dsp.AudioProcessor;
import be.tarsos.dsp.io.TarsosDSPAudioFloatConverter;
import be.tarsos.dsp.io.TarsosDSPAudioFormat;
import be.tarsos.dsp.io.UniversalAudioInputStream;
import io.makebeliv.Backends;
import io.makebeliv.VoiceConverter;
import io.makebeliv.VoiceSession;
import io.makebeliv.fluctuation.Fluctuation;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class VoiceProcessorTest {

  private static final int RATE = 16_000;

  private static final TarsosDSPAudioFormat MONO =
      new TarsosDSPAudioFormat(TarsosDSPAudioFloatConverter.PCM_FLOAT, RATE, 32, 1, 4, RATE, false);

  /** Keeps what passes. */
  private static final class Tap implements AudioProcessor {

    private final List<float[]> windows = new ArrayList<>();
    private final List<Integer> overlaps = new ArrayList<>();

    @Override
    public boolean process(AudioEvent event) {
      windows.add(event.getFloatBuffer().clone());
      overlaps.add(event.getOverlap());
      return true;
    }

    @Override
    public void processingFinished() {}

    /** The stream without the repetitions. */
    float[] stream() {
      float[] all = new float[0];
      for (int i = 0; i < windows.size(); i++) {
        float[] window = windows.get(i);
        int fresh = window.length - overlaps.get(i);
        all = Arrays.copyOf(all, all.length + fresh);
        System.arraycopy(window, window.length - fresh, all, all.length - fresh, fresh);
      }
      return all;
    }

    void assertWindowsOf(float[] stream) {
      int end = 0;
      for (int i = 0; i < windows.size(); i++) {
        float[] window = windows.get(i);
        end += window.length - overlaps.get(i);
        // Zeros from before the beginning, where the dispatcher pads the first window.
        float[] expected = new float[window.length];
        int known = Math.min(expected.length, end);
        System.arraycopy(stream, end - known, expected, expected.length - known, known);
        assertArrayEquals(expected, window);
      }
    }
  }

  @Property(tries = 30)
  void convertsEveryFrameOnceWhateverTheWindows(
      @ForAll @IntRange(min = 1, max = 3_000) int size,
      @ForAll @IntRange(min = 0, max = 99) int overlapPercent,
      @ForAll boolean padFirst,
      @ForAll boolean padLast) {
    int overlap = Math.min(size * overlapPercent / 100, size - 1);
    int frames = Math.min(RATE, 400 * (size - overlap));
    float[] voice = Signals.voiced(150, RATE, frames);
    Tap before = new Tap();
    Tap after = new Tap();
    try (VoiceConverter converter = converter();
        VoiceSession session = converter.openSession(RATE)) {
      VoiceProcessor processor = new VoiceProcessor(session, MONO);
      AudioDispatcher dispatcher = dispatcher(voice, size, overlap);
      dispatcher.setZeroPadFirstBuffer(padFirst);
      dispatcher.setZeroPadLastBuffer(padLast);
      dispatcher.addAudioProcessor(before);
      dispatcher.addAudioProcessor(processor);
      dispatcher.addAudioProcessor(after);
      dispatcher.run();
      assertEquals(0, processor.faults());

      float[] original = before.stream();
      assertArrayEquals(voice, Arrays.copyOf(original, frames));
      session.reset();
      float[] expected = new float[original.length];
      session.process(original, 0, expected, 0, expected.length);
      assertArrayEquals(expected, after.stream());
      after.assertWindowsOf(expected);
    }
  }

  @Test
  void theVoiceThatComesOutIsConverted() {
    float[] voice = Signals.voiced(150, RATE, RATE);
    Tap after = new Tap();
    try (VoiceConverter converter = converter();
        VoiceSession session = converter.openSession(RATE)) {
      AudioDispatcher dispatcher = dispatcher(voice, 1024, 512);
      dispatcher.addAudioProcessor(new VoiceProcessor(session, dispatcher.getFormat()));
      dispatcher.addAudioProcessor(after);
      dispatcher.run();
    }
    float[] converted = after.stream();
    double f0 = WsolaSessionTest.pitch(Arrays.copyOfRange(converted, RATE / 4, RATE), RATE);
    assertEquals(400, Signals.cents(f0, 150), 15);
  }

  @Test
  void aClosedSessionGivesSilence() {
    Tap after = new Tap();
    try (VoiceConverter converter = converter()) {
      VoiceSession session = converter.openSession(RATE);
      session.close();
      AudioDispatcher dispatcher = dispatcher(Signals.noise(1, RATE), 1024, 512);
      dispatcher.addAudioProcessor(new VoiceProcessor(session, MONO));
      dispatcher.addAudioProcessor(after);
      dispatcher.run();
    }
    assertSilent(after.stream());
  }

  @Test
  void anEventThatMakesNoSenseLeavesWithSilence() {
    try (VoiceConverter converter = converter();
        VoiceSession session = converter.openSession(RATE)) {
      VoiceProcessor processor = new VoiceProcessor(session, MONO);
      AudioEvent otherRate = new AudioEvent(new TarsosDSPAudioFormat(8_000, 16, 1, true, false));
      AudioEvent overlapTooLong = new AudioEvent(MONO);
      overlapTooLong.setOverlap(1_025);
      AudioEvent overlapNegative = new AudioEvent(MONO);
      overlapNegative.setOverlap(-1);
      int faults = 0;
      for (AudioEvent event : List.of(otherRate, overlapTooLong, overlapNegative)) {
        float[] original = Signals.noise(2, 1_024);
        event.setFloatBuffer(original);
        assertTrue(processor.process(event));
        assertNotSame(original, event.getFloatBuffer());
        assertEquals(1_024, event.getBufferSize());
        assertSilent(event.getFloatBuffer());
        assertEquals(++faults, processor.faults());
      }
    }
  }

  @Test
  void refusesADispatcherThatDoesNotFit() {
    try (VoiceConverter converter = converter();
        VoiceSession session = converter.openSession(RATE)) {
      assertRefused(session, new TarsosDSPAudioFormat(RATE, 16, 2, true, false), "had 2 channels");
      assertRefused(
          session,
          new TarsosDSPAudioFormat(44_100, 16, 1, true, false),
          "rate of 44100 Hz, was opened for 16000 Hz");
    }
  }

  private static void assertRefused(
      VoiceSession session, TarsosDSPAudioFormat format, String expected) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> new VoiceProcessor(session, format))
            .toString();
    assertTrue(message.contains(expected), message);
  }

  private static void assertSilent(float[] samples) {
    assertArrayEquals(new float[samples.length], samples);
  }

  private static VoiceConverter converter() {
    return VoiceConverter.builder()
        .backend(Backends.modelFree("tarsos-wsola"))
        .pitch(4)
        .fluctuation(Fluctuation.off())
        .seed(1)
        .build();
  }

  private static AudioDispatcher dispatcher(float[] samples, int size, int overlap) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * samples.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(samples);
    return new AudioDispatcher(
        new UniversalAudioInputStream(new ByteArrayInputStream(bytes.array()), MONO),
        size,
        overlap);
  }
}
