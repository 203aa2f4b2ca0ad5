package io.makebeliv;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.makebeliv.ambience.Ambience;
import io.makebeliv.effect.Ceiling;
import io.makebeliv.effect.Compressor;
import io.makebeliv.effect.DeEsser;
import io.makebeliv.effect.Effect;
import io.makebeliv.effect.Equalizer;
import io.makebeliv.effect.HighPass;
import io.makebeliv.effect.NoiseGate;
import io.makebeliv.effect.Reverb;
import io.makebeliv.fluctuation.Fluctuation;
import io.makebeliv.inference.BackendSession;
import io.makebeliv.inference.InferenceBackend;
import io.makebeliv.inference.StepControls;
import io.makebeliv.inference.StepFormat;
import io.makebeliv.inference.StreamContext;
import io.makebeliv.inference.VoiceSettings;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Effects on both sides of a voice, ambience behind it, and what they cost. */
final class SessionFinishTest {

  private static final int RATE = 48_000;

  private static VoiceConverter.Builder mirrored() {
    return VoiceConverter.builder()
        .backend(TestVoice.of(480, TestVoice::mirror))
        .fluctuation(Fluctuation.off());
  }

  private static float[] run(VoiceSession session, float[] input, int block) {
    float[] output = new float[input.length];
    for (int done = 0; done < input.length; done += block) {
      session.process(input, done, output, done, Math.min(block, input.length - done));
    }
    return output;
  }

  private static float peak(float[] samples, int from, int to) {
    float peak = 0;
    for (int i = from; i < to; i++) {
      peak = Math.max(peak, Math.abs(samples[i]));
    }
    return peak;
  }

  private static Effect late(int frames) {
    return (sampleRate, seed) ->
        new Effect.Processor() {
          private final float[] line = new float[frames];
          private int index;

          @Override
          public void process(float[] samples, int offset, int count, long position) {
            for (int i = offset; i < offset + count; i++) {
              float x = samples[i];
              samples[i] = line[index];
              line[index] = x;
              index = (index + 1) % frames;
            }
          }

          @Override
          public int latency() {
            return frames;
          }
        };
  }

  @Test
  void theLedgerHoldsTheDelayOfEffectsOnBothSides() {
    try (VoiceConverter converter =
            VoiceConverter.builder()
                .backend(TestVoice.measuring(new StepFormat(RATE, RATE, 480, 480, 77)))
                .measuring()
                .inputEffects(late(31))
                .effects(late(17))
                .build();
        VoiceSession session = converter.openSession(RATE)) {
      float[] input = new float[RATE / 2];
      input[5000] = 0.5f;
      float[] output = run(session, input, 333);
      int heard = 0;
      while (output[heard] == 0) {
        heard++;
      }
      assertEquals(5000 + session.latency().totalFrames(), heard);
      assertEquals(session.latency().totalFrames(), session.latencyFrames());
      assertEquals(
          31,
          session.latency().stages().stream()
              .filter(stage -> stage.name().equals("input effects"))
              .mapToDouble(LatencyLedger.Stage::frames)
              .sum());
      assertEquals(
          17,
          session.latency().stages().stream()
              .filter(stage -> stage.name().equals("effects"))
              .mapToDouble(LatencyLedger.Stage::frames)
              .sum());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 64, 4096})
  void anyBlocksGiveTheSameWithEverythingOn(int block) {
    try (VoiceConverter converter = everything().build();
        VoiceSession one = converter.session(RATE).id("a").open();
        VoiceSession other = converter.session(RATE).id("a").open()) {
      float[] input = SyntheticSpeech.sentence(RATE / 2, RATE, 3);
      assertArrayEquals(run(one, input, 480), run(other, input, block));
    }
  }

  private static VoiceConverter.Builder everything() {
    return VoiceConverter.builder()
        .inputEffects(NoiseGate.quietRoom(), HighPass.rumble())
        .effects(
            HighPass.rumble(),
            Equalizer.presence(),
            Compressor.voice(),
            DeEsser.soft(),
            Reverb.room(),
            Ceiling.gentle())
        .ambience(Ambience.cafe());
  }

  @Test
  void nothingIsAllocatedWithEverythingOn() {
    try (VoiceConverter converter = everything().build();
        VoiceSession session = converter.openSession(RATE)) {
      ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
      float[] speech = SyntheticSpeech.sentence(2 * RATE, RATE, 1);
      float[] output = new float[480];
      long self = Thread.currentThread().getId();
      long least = Long.MAX_VALUE;
      for (int round = 0; round < 10; round++) {
        long before = threads.getThreadAllocatedBytes(self);
        for (int done = 0; done + 480 <= speech.length; done += 480) {
          session.process(speech, done, output, 0, 480);
        }
        least = Math.min(least, threads.getThreadAllocatedBytes(self) - before);
      }
      assertEquals(0, least);
    }
  }

  @Test
  void anEffectThatFailsIsSilentAndCounted() {
    Effect broken =
        (sampleRate, seed) -> (samples, offset, frames, position) -> samples[offset] = Float.NaN;
    try (VoiceConverter converter = mirrored().effects(broken).build();
        VoiceSession session = converter.openSession(RATE)) {
      float[] output = run(session, Signals.sine(RATE / 4, RATE, 440, 0.5), 480);
      assertEquals(0, peak(output, 0, output.length));
      assertTrue(
          session.statistics().mutedFrames().getOrDefault(MuteReason.EFFECT_FAULT, 0L) > RATE / 8);
    }
  }

  @Test
  void anEffectOnTheInputThatFailsIsSilentAndCounted() {
    Effect broken =
        (sampleRate, seed) ->
            (samples, offset, frames, position) -> {
              throw new IllegalStateException("broken");
            };
    try (VoiceConverter converter = mirrored().inputEffects(broken).build();
        VoiceSession session = converter.openSession(RATE)) {
      float[] output = run(session, Signals.sine(RATE / 4, RATE, 440, 0.5), 480);
      assertEquals(0, peak(output, 0, output.length));
      assertTrue(
          session.statistics().mutedFrames().getOrDefault(MuteReason.EFFECT_FAULT, 0L) > RATE / 8);
    }
  }

  @Test
  void effectsAndAmbienceChangeWithoutAClick() {
    try (VoiceConverter converter = mirrored().build();
        VoiceSession session = converter.openSession(RATE)) {
      float[] input = Signals.sine(RATE, RATE, 20_000, 0.4);
      float[] output = new float[input.length];
      for (int done = 0; done < input.length; done += 480) {
        if (done == RATE / 4 / 480 * 480) {
          session.effects(new Ceiling(-20), HighPass.rumble());
          session.ambience(Ambience.brown().levelDb(-60));
        }
        if (done == RATE / 2 / 480 * 480) {
          session.effects();
          session.ambience(Ambience.none());
        }
        session.process(input, done, output, done, 480);
      }
      // Mirrored, 20 kHz is 4 kHz of half the amplitude: steps from sample to sample are bounded.
      float step = 0;
      for (int i = RATE / 10; i < output.length; i++) {
        step = Math.max(step, Math.abs(output[i] - output[i - 1]));
      }
      double most = 0.2 * 2 * Math.sin(Math.PI * 4000 / RATE);
      assertTrue(step < 1.05 * most, step + " > " + most);
      assertTrue(peak(output, RATE * 35 / 100, RATE * 45 / 100) < 0.11);
      assertEquals(0.2, peak(output, RATE * 9 / 10, RATE), 0.01);
    }
  }

  @Test
  void theAmbienceIsWhatIsHeardOfAMutedVoice() {
    Ambience room = Ambience.room().levelDb(-45);
    try (VoiceConverter converter = mirrored().ambience(room).build();
        VoiceSession session = converter.session(RATE).id("a").open();
        VoiceSession other = converter.session(RATE).id("a").open()) {
      session.mute(true);
      other.mute(true);
      float[] noise = run(session, Signals.sine(RATE, RATE, 440, 0.5), 480);
      assertArrayEquals(noise, run(other, Signals.sine(RATE, RATE, 1234, 0.2), 480));
      double squares = 0;
      for (int i = RATE / 2; i < RATE; i++) {
        squares += noise[i] * noise[i];
      }
      assertEquals(-45, 10 * Math.log10(squares / (RATE / 2)), 2);
    }
  }

  @Test
  void aVoiceThatCanRestDoesNotWorkInSilence() {
    RestingVoice voice = new RestingVoice();
    try (VoiceConverter converter =
            VoiceConverter.builder()
                .backend(voice)
                .inputEffects(NoiseGate.quietRoom())
                .fluctuation(Fluctuation.off())
                .build();
        VoiceSession session = converter.openSession(RATE)) {
      float[] input = Signals.sine(8 * RATE, RATE, 440, 0.5);
      // A quiet room, which the gate keeps out.
      for (int i = RATE; i < 6 * RATE; i++) {
        input[i] = i % 2 == 0 ? 1e-4f : -1e-4f;
      }
      voice.converted.set(0);
      float[] output = run(session, input, 480);
      assertEquals(800, voice.converted.get() + voice.rested.get(), 1);
      assertTrue(voice.rested.get() > 300, voice.rested.get() + " steps rested");
      assertEquals(0, peak(output, 3 * RATE, 6 * RATE));
      assertTrue(peak(output, 7 * RATE, 8 * RATE) > 0.2, "the voice comes back");
      assertNull(session.statistics().mutedFrames().get(MuteReason.BACKEND_FAULT));
    }
  }

  private static final class RestingVoice implements InferenceBackend {

    final AtomicInteger converted = new AtomicInteger();
    final AtomicInteger rested = new AtomicInteger();

    @Override
    public String id() {
      return "resting";
    }

    @Override
    public String description() {
      return "resting voice";
    }

    @Override
    public VoiceSettings defaults() {
      return new VoiceSettings(0, 1);
    }

    @Override
    public BackendSession openSession(StreamContext context) {
      StepFormat format = new StepFormat(RATE, RATE, 480, 480, 0);
      return new BackendSession() {
        @Override
        public StepFormat format() {
          return format;
        }

        @Override
        public void convert(float[] input, float[] output, StepControls controls) {
          converted.incrementAndGet();
          TestVoice.mirror(input, output, controls);
        }

        @Override
        public boolean rest(StepControls controls) {
          rested.incrementAndGet();
          return true;
        }

        @Override
        public void reset() {}

        @Override
        public void close() {}
      };
    }

    @Override
    public void close() {}
  }

  @Test
  void whereTheVoiceCannotRestItGoesOn() {
    AtomicInteger steps = new AtomicInteger();
    try (VoiceConverter converter =
            VoiceConverter.builder()
                .backend(
                    TestVoice.of(
                        480,
                        (input, output, controls) -> {
                          steps.incrementAndGet();
                          Arrays.fill(output, 0);
                        }))
                .build();
        VoiceSession session = converter.openSession(RATE)) {
      steps.set(0);
      run(session, new float[4 * RATE], 480);
      assertEquals(400, steps.get());
    }
  }
}
