package io.makebeliv;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.makebeliv.fluctuation.Fluctuation;
import io.makebeliv.inference.InferenceBackend;
import io.makebeliv.inference.StepFormat;
import io.makebeliv.pitchshift.PitchShift;
import java.util.Arrays;
import java.util.Random;
import java.util.function.IntSupplier;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * However a stream is cut into blocks, the samples are the same, bit for bit, with all that varies.
 */
final class BlockSplitTest {

  private static final int[] HOSTS = {8000, 11025, 16000, 44100, 48000, 96000};
  private static final StepFormat NEURAL = new StepFormat(16000, 40000, 320, 800, 1001);

  private static VoiceConverter varying(InferenceBackend voice) {
    return VoiceConverter.builder()
        .measuring()
        .backend(voice)
        .fluctuation(Fluctuation.singing())
        .seed(7)
        .build();
  }

  private static float[] convert(
      InferenceBackend voice, int rate, float[] input, IntSupplier sizes) {
    try (VoiceConverter converter = varying(voice);
        VoiceSession session = converter.openSession(rate)) {
      return push(session, input, sizes);
    }
  }

  private static float[] push(VoiceSession session, float[] input, IntSupplier sizes) {
    float[] output = new float[input.length];
    for (int done = 0; done < input.length; ) {
      int count = Math.min(sizes.getAsInt(), input.length - done);
      assertEquals(count, session.process(input, done, output, done, count));
      done += count;
    }
    return output;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 64, 480, 4096})
  void fixedBlocksGiveWhatOneBlockGives(int size) {
    for (int host : HOSTS) {
      float[] input = SyntheticSpeech.sentence(host / 2, host, 1);
      float[] whole = convert(TestVoice.measuring(NEURAL), host, input, () -> input.length);
      float[] cut = convert(TestVoice.measuring(NEURAL), host, input, () -> size);
      assertArrayEquals(whole, cut);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 64, 480, 4096, 8192})
  void theModelFreeVoiceVariesTheSameInAnyBlocks(int size) {
    float[] input = SyntheticSpeech.sentence(48000, 48000, 1);
    float[] whole = convert(PitchShift.voice(), 48000, input, () -> input.length);
    assertArrayEquals(whole, convert(PitchShift.voice(), 48000, input, () -> size));
    Random random = new Random(size);
    assertArrayEquals(whole, convert(PitchShift.voice(), 48000, input, () -> random.nextInt(2000)));
  }

  @Test
  void sessionsVaryEachInItsOwnWayButTheSameIdAndSeedTheSame() {
    float[] input = SyntheticSpeech.sentence(48000, 48000, 1);
    float[] anna;
    try (VoiceConverter converter = varying(PitchShift.voice());
        VoiceSession one = converter.session(48000).id("anna").open();
        VoiceSession same = converter.session(48000).id("anna").open();
        VoiceSession other = converter.session(48000).id("ben").open()) {
      anna = push(one, input, () -> 480);
      assertArrayEquals(anna, push(same, input, () -> 480));
      assertFalse(Arrays.equals(anna, push(other, input, () -> 480)));
    }
    try (VoiceConverter converter = varying(PitchShift.voice());
        VoiceSession again = converter.session(48000).id("anna").open()) {
      assertArrayEquals(anna, push(again, input, () -> 480));
      again.reset();
      assertArrayEquals(anna, push(again, input, () -> 512));
    }
  }

  @Property(tries = 40)
  void randomBlocksGiveWhatOneBlockGives(
      @ForAll @IntRange(max = 5) int host,
      @ForAll @IntRange(min = 1, max = 700) int step,
      @ForAll long seed) {
    float[] input = Signals.noise(6000, 1.5, seed);
    TestVoice voice = TestVoice.of(step, TestVoice::mirror);
    float[] whole = convert(voice, HOSTS[host], input, () -> input.length);
    Random random = new Random(seed);
    assertArrayEquals(whole, convert(voice, HOSTS[host], input, () -> random.nextInt(2000)));
  }

  @Test
  void resetStartsTheSameStreamAgain() {
    try (VoiceConverter converter = varying(TestVoice.measuring(NEURAL));
        VoiceSession session = converter.openSession(44100)) {
      float[] input = SyntheticSpeech.sentence(20000, 44100, 2);
      float[] first = push(session, input, () -> 441);
      session.reset();
      assertArrayEquals(first, push(session, input, () -> 512));
    }
  }

  @Test
  void workingInPlaceGivesTheSame() {
    float[] input = SyntheticSpeech.sentence(20000, 16000, 2);
    TestVoice voice = TestVoice.of(160, TestVoice::mirror);
    float[] apart = convert(voice, 16000, input, () -> 333);
    try (VoiceConverter converter = varying(voice);
        VoiceSession session = converter.openSession(16000)) {
      float[] samples = input.clone();
      for (int done = 0; done < samples.length; done += 500) {
        session.process(samples, done, samples, done, 500);
      }
      assertArrayEquals(apart, samples);
    }
  }
}
