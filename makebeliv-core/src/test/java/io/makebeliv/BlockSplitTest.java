package io.makebeliv;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.makebeliv.inference.StepFormat;
import java.util.Random;
import java.util.function.IntSupplier;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** However a stream is cut into blocks, the samples are the same, bit for bit. */
final class BlockSplitTest {

  private static final int[] HOSTS = {8000, 11025, 16000, 44100, 48000, 96000};
  private static final StepFormat NEURAL = new StepFormat(16000, 40000, 320, 800, 1001);

  private static float[] convert(TestVoice voice, int rate, float[] input, IntSupplier sizes) {
    try (VoiceConverter converter =
            VoiceConverter.builder().measuring().backend(voice).seed(7).build();
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
    try (VoiceConverter converter =
            VoiceConverter.builder().measuring().backend(TestVoice.measuring(NEURAL)).build();
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
    try (VoiceConverter converter = VoiceConverter.builder().backend(voice).build();
        VoiceSession session = converter.openSession(16000)) {
      float[] samples = input.clone();
      for (int done = 0; done < samples.length; done += 500) {
        session.process(samples, done, samples, done, 500);
      }
      assertArrayEquals(apart, samples);
    }
  }
}
