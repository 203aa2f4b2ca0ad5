package io.makebeliv;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.makebeliv.ambience.Ambience;
import io.makebeliv.effect.Effect;
import io.makebeliv.effect.EffectChain;
import io.makebeliv.fluctuation.Fluctuation;
import io.makebeliv.inference.BackendSession;
import io.makebeliv.inference.InferenceBackend;
import io.makebeliv.inference.ModelException;
import io.makebeliv.inference.PitchRange;
import io.makebeliv.inference.StreamContext;
import io.makebeliv.inference.VoiceSettings;
import io.makebeliv.preset.Preset;
import io.makebeliv.preset.VoiceChoice;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Changes that fail, that overlap, and that are changed again before they are heard. */
@Timeout(60)
final class SessionChangeTest {

  private static final int RATE = 48_000;
  private static final int BLOCK = 480;

  private static final Effect SILENT =
      (sampleRate, seed) ->
          (samples, offset, frames, position) -> Arrays.fill(samples, offset, offset + frames, 0);

  private static final Effect AT_16_KHZ_TOO_LATE =
      (sampleRate, seed) ->
          new Effect.Processor() {
            @Override
            public void process(float[] samples, int offset, int frames, long position) {}

            @Override
            public int latency() {
              return sampleRate == 16_000 ? 16_000 : 0;
            }
          };

  private static final Effect TOO_LATE =
      (sampleRate, seed) ->
          new Effect.Processor() {
            @Override
            public void process(float[] samples, int offset, int frames, long position) {}

            @Override
            public int latency() {
              return sampleRate;
            }
          };

  private static VoiceConverter.Builder mirrored() {
    return VoiceConverter.builder()
        .backend(TestVoice.of(BLOCK, TestVoice::mirror))
        .fluctuation(Fluctuation.off());
  }

  private static Preset preset(double pitch, Fluctuation fluctuation, Effect... effects) {
    return new Preset(
        "test",
        "",
        VoiceChoice.best(),
        OptionalDouble.of(pitch),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        PitchRange.OWN,
        fluctuation,
        EffectChain.empty(),
        EffectChain.of(effects),
        Ambience.none());
  }

  private static float peakAfter(VoiceSession session, int frames) {
    float[] block = new float[BLOCK];
    float peak = 0;
    for (int done = 0; done < frames; done += BLOCK) {
      Arrays.fill(block, 0.5f);
      session.process(block, 0, block, 0, BLOCK);
      peak = 0;
      for (float x : block) {
        peak = Math.max(peak, Math.abs(x));
      }
    }
    return peak;
  }

  private static void runUntil(VoiceSession session, CompletableFuture<Void> done)
      throws InterruptedException {
    while (!done.isDone()) {
      peakAfter(session, BLOCK);
      Thread.sleep(1);
    }
  }

  @Test
  void aPresetThatCannotBeAppliedChangesNothing() {
    try (VoiceConverter converter = mirrored().build();
        VoiceSession session = converter.openSession(RATE)) {
      VoiceSettings before = session.settings();
      assertThrows(
          IllegalArgumentException.class,
          () -> session.apply(preset(3, Fluctuation.off(), SILENT, TOO_LATE)));
      assertEquals(before, session.settings());
      assertTrue(peakAfter(session, RATE / 4) > 0.2);
    }
  }

  @Test
  void aPresetWhoseVoiceCannotBeOpenedChangesNothing() throws Exception {
    TestVoice broken =
        TestVoice.of(
            BLOCK,
            (input, output, controls) -> {
              throw new IllegalStateException("broken");
            });
    try (VoiceConverter converter = mirrored().build();
        VoiceSession session = converter.openSession(RATE)) {
      VoiceSettings before = session.settings();
      CompletableFuture<Void> done = session.apply(preset(3, Fluctuation.lively(), SILENT), broken);
      runUntil(session, done);
      assertInstanceOf(
          ModelException.class, assertThrows(ExecutionException.class, done::get).getCause());
      assertEquals(before, session.settings());
      assertEquals(0.25f, peakAfter(session, RATE / 4), 1e-6f, "no effect, no variation");
    }
    assertEquals(0, broken.openSessions.get());
  }

  @Test
  void whatIsSetWhileAPresetComesInIsKept() throws Exception {
    TestVoice next = TestVoice.of(BLOCK, TestVoice::mirror);
    try (VoiceConverter converter = mirrored().build();
        VoiceSession session = converter.openSession(RATE)) {
      CompletableFuture<Void> done = session.apply(preset(3, Fluctuation.off()), next);
      while (session.settings().pitchSemitones() != 3) {
        Thread.sleep(1);
      }
      session.pitch(5);
      runUntil(session, done);
      done.get();
      assertEquals(5, session.settings().pitchSemitones());
    }
  }

  @Test
  void ofManySwapsTheLastOneStays() throws Exception {
    List<TestVoice> voices = new ArrayList<>();
    try (VoiceConverter converter = mirrored().build();
        VoiceSession session = converter.openSession(RATE)) {
      CompletableFuture<Void> last = CompletableFuture.completedFuture(null);
      for (int i = 0; i < 8; i++) {
        voices.add(TestVoice.of(BLOCK, TestVoice::mirror));
        last = session.swap(voices.get(i));
      }
      runUntil(session, last);
      last.get();
      for (int i = 0; i < 8; i++) {
        assertEquals(i == 7 ? 1 : 0, voices.get(i).openSessions.get(), "voice " + i);
      }
    }
  }

  /** Is open only when the application has asked for what it cannot do. */
  private record Choosy(TestVoice voice, Runnable whileOpening) implements InferenceBackend {

    @Override
    public String id() {
      return "choosy";
    }

    @Override
    public String description() {
      return id();
    }

    @Override
    public VoiceSettings defaults() {
      return voice.defaults();
    }

    @Override
    public void check(VoiceSettings settings) {
      if (settings.pitchSemitones() != 0) {
        throw new IllegalArgumentException("pitch must be 0");
      }
    }

    @Override
    public BackendSession openSession(StreamContext context) {
      whileOpening.run();
      return voice.openSession(context);
    }

    @Override
    public void close() {}
  }

  @Test
  void aVoiceNeverComesInWithSettingsThatItRefuses() throws Exception {
    TestVoice next = TestVoice.of(BLOCK, TestVoice::mirror);
    try (VoiceConverter converter = mirrored().build();
        VoiceSession session = converter.openSession(RATE)) {
      CompletableFuture<Void> done = session.swap(new Choosy(next, () -> session.pitch(2)));
      runUntil(session, done);
      assertInstanceOf(
          IllegalArgumentException.class,
          assertThrows(ExecutionException.class, done::get).getCause());
      assertEquals(2, session.settings().pitchSemitones());
    }
    assertEquals(0, next.openSessions.get());
  }

  @Test
  void aSessionThatCannotBeOpenedLeavesNoVoiceOpen() {
    TestVoice voice = TestVoice.of(BLOCK, TestVoice::mirror);
    try (VoiceConverter converter =
        VoiceConverter.builder().backend(voice).effects(AT_16_KHZ_TOO_LATE).build()) {
      assertThrows(IllegalArgumentException.class, () -> converter.openSession(16_000));
      assertThrows(
          IllegalArgumentException.class, () -> converter.convert(new float[RATE], 16_000));
      assertEquals(0, voice.openSessions.get());
    }
  }

  @Test
  void aChangedAmbienceIsTheSameInAnyBlocks() {
    try (VoiceConverter converter = mirrored().ambience(Ambience.pink()).build();
        VoiceSession one = converter.session(RATE).id("a").open();
        VoiceSession other = converter.session(RATE).id("a").open()) {
      float[] input = SyntheticSpeech.sentence(RATE, RATE, 3);
      assertArrayEquals(changing(one, input, 64), changing(other, input, 1024));
    }
  }

  private static float[] changing(VoiceSession session, float[] input, int block) {
    float[] output = new float[input.length];
    session.ambience(Ambience.white().levelDb(-40));
    for (int done = 0; done < input.length; done += block) {
      int count = Math.min(block, input.length - done);
      session.process(input, done, output, done, count);
    }
    return output;
  }
}
