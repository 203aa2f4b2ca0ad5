package io.makebeliv.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.makebeliv.VoiceConverter;
import io.makebeliv.VoiceSession;
import io.makebeliv.fluctuation.Fluctuation;
import io.makebeliv.inference.StreamContext;
import io.makebeliv.inference.VoiceSettings;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Voices of RVC whose formants are moved. Where formants, pitch and time go is measured by {@link
 * VoiceInTheBoxTest}.
 */
final class RvcFormantTest {

  private static final int RATE = 16_000;
  private static final RvcSettings SETTINGS = RvcSettings.defaults().context(300);
  private static final RvcSettings SMALLER = SETTINGS.formant(1.2);

  @TempDir private Path folder;

  private RvcVoice checkpoint(String name, RvcSettings settings) {
    return checkpoint(name, settings, OnnxOptions.defaults());
  }

  private RvcVoice checkpoint(String name, RvcSettings settings, OnnxOptions options) {
    Path file = folder.resolve(name + ".pth");
    RvcFiles.narrowed(name + ".pth", RvcFiles.SECOND_VERSION).write(file, "weight");
    return RvcVoice.from(file)
        .encoder(RvcFiles.golden("tiny-hubert.fairseq.pt"))
        .settings(settings)
        .options(options)
        .load();
  }

  private static Driven open(RvcVoice voice) {
    return new Driven(voice.openSession(new StreamContext(RATE, 3)));
  }

  private static float[] convert(RvcVoice voice, float[] speech) {
    try (Driven session = open(voice)) {
      return session.convert(speech);
    }
  }

  @Test
  void aCheckpointLoadedForItMovesThem() {
    float[] speech = RvcFiles.speech(16_000);
    try (RvcVoice voice = checkpoint("tiny-v2-40k-f0", SMALLER)) {
      float[] moved = convert(voice, speech);
      float[] own = convert(voice.with(SETTINGS), speech);
      assertEquals(own.length, moved.length);
      assertFalse(Arrays.equals(own, moved));
      double difference = new Heard(moved, 40_000).levelDb() - new Heard(own, 40_000).levelDb();
      assertEquals(0, difference, 3);
    }
  }

  /** Bytes go another way there: windows are decoded whole, and some are spoken slower. */
  @ParameterizedTest
  @ValueSource(doubles = {0.85, 1.2})
  void ofBytesItMovesThemNearlyAsFar(double ratio) {
    float[] speech = RvcFiles.speech(32_000);
    RvcSettings moving = SETTINGS.formant(ratio).rmsMix(1);
    OnnxOptions bytes = OnnxOptions.defaults().numbers("int8");
    try (RvcVoice exact = checkpoint("tiny-v2-40k-f0", moving);
        RvcVoice rounded = checkpoint("tiny-v2-40k-f0", moving, bytes)) {
      float[] expected = convert(exact, speech);
      float[] actual = convert(rounded, speech);
      double signal = 0;
      double error = 0;
      for (int i = 0; i < expected.length; i++) {
        signal += expected[i] * expected[i];
        error += Math.pow(expected[i] - actual[i], 2);
      }
      assertTrue(error > 0, "nothing is quantised");
      assertTrue(error < 1e-3 * signal, "%g of %g".formatted(error, signal));
      assertArrayEquals(actual, convert(rounded, speech));
    }
  }

  @Test
  void aVoiceThatCarriesItsPastSaysWhatToDo() {
    try (RvcVoice voice = checkpoint("tiny-v2-40k-f0", SETTINGS)) {
      String message = refusal(() -> voice.with(SMALLER));
      assertTrue(message.contains("formant must be 1, was 1.2"), message);
      assertTrue(message.contains("layout 'windowed'"), message);
    }
  }

  @Test
  void aVoiceWithoutPitchIsRefused() {
    String message = refusal(() -> checkpoint("tiny-v2-40k-nof0", SMALLER).close());
    assertTrue(message.contains("trained without pitch"), message);
  }

  @Test
  void theyAreSetWhenItIsOpened() {
    try (RvcVoice voice = RvcVoice.inTheBox(SMALLER)) {
      voice.check(new VoiceSettings(3, 1));
      voice.check(new VoiceSettings(3, 1.2));
      String message = refusal(() -> voice.check(new VoiceSettings(3, 1.3)));
      assertTrue(message.contains("these to 1.2;"), message);
      assertTrue(message.contains("RvcSettings.formant(1.3)"), message);
    }
    assertThrows(IllegalArgumentException.class, () -> SETTINGS.formant(0.49));
    assertThrows(IllegalArgumentException.class, () -> SETTINGS.formant(2.01));
    assertThrows(IllegalArgumentException.class, () -> SETTINGS.formant(Double.NaN));
  }

  private static String refusal(Runnable asked) {
    return String.valueOf(assertThrows(IllegalArgumentException.class, asked::run).getMessage());
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.85, 1.2})
  void aSwapMovesThemWhileSomebodySpeaks(double ratio) throws InterruptedException {
    float[] vowel = new TestSpeaker(RATE, t -> 120, t -> 1, 620, 1500, 2550).speak(1);
    float[] before = new float[vowel.length];
    float[] after = new float[vowel.length];
    try (RvcVoice voice = RvcVoice.inTheBox(SETTINGS);
        VoiceSession session =
            VoiceConverter.builder()
                .backend(voice)
                .fluctuation(Fluctuation.off())
                .build()
                .openSession(RATE)) {
      session.process(vowel, 0, before, 0, RATE);
      session.process(vowel, 0, before, 0, RATE);
      CompletableFuture<Void> swap = session.swap(voice.with(SETTINGS.formant(ratio)));
      while (!swap.isDone()) {
        session.process(vowel, 0, after, 0, RATE);
        Thread.sleep(1);
      }
      swap.join();
      session.process(vowel, 0, after, 0, RATE);
      session.process(vowel, 0, after, 0, RATE);
    }
    double own = new Heard(before, RATE).peakHz(600, 850);
    double moved = new Heard(after, RATE).peakHz(600 * ratio, 850 * ratio);
    assertEquals(ratio, moved / own, 0.03 * ratio);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 4096})
  void anySplitIntoBlocksGivesTheSame(int block) {
    float[] talk = TestSpeaker.talking(RATE).speak(1);
    float[] whole = new float[talk.length];
    float[] split = new float[talk.length];
    try (RvcVoice voice = RvcVoice.inTheBox(SMALLER)) {
      VoiceConverter converter =
          VoiceConverter.builder().backend(voice).fluctuation(Fluctuation.natural()).build();
      try (VoiceSession one = converter.session(RATE).id("a").open();
          VoiceSession other = converter.session(RATE).id("a").open()) {
        one.process(talk, 0, whole, 0, talk.length);
        for (int done = 0; done < talk.length; done += block) {
          other.process(talk, done, split, done, Math.min(block, talk.length - done));
        }
        assertArrayEquals(whole, split);
      }
    }
  }

  @Test
  void resetIsAsGoodAsNew() {
    float[] talk = TestSpeaker.talking(RATE).speak(1);
    try (RvcVoice voice = RvcVoice.inTheBox(SMALLER);
        Driven session = open(voice)) {
      float[] first = session.convert(talk);
      session.reset();
      assertArrayEquals(first, session.convert(talk));
    }
  }

  @Test
  void allocatesNoMoreThanOnnxRuntimeDoes() {
    try (RvcVoice voice = RvcVoice.inTheBox(SMALLER);
        Driven session = open(voice)) {
      float[] input = RvcFiles.speech(session.format().inputStep());
      float[] output = new float[session.format().outputStep()];
      long bytes = Allocations.of(() -> session.step(input, output));
      // Two runs.
      assertTrue(bytes <= 2 * 500, bytes + " bytes");
    }
  }

  /** A click is a bend of the signal that is sharper than those around it. */
  @ParameterizedTest
  @ValueSource(doubles = {0.85, 1, 1.2})
  void chunksAreJoinedWithoutAClick(double ratio) {
    float[] vowel = new TestSpeaker(RATE, t -> 120, t -> 1, 620, 1500, 2550).speak(3);
    try (RvcVoice voice = RvcVoice.inTheBox(SETTINGS.formant(ratio).noise(0).rmsMix(1));
        Driven session = open(voice)) {
      int chunk = session.format().outputStep();
      float[] output = session.convert(vowel);
      double joined = 0;
      double within = 0;
      for (int i = 10 * chunk; i < output.length - 1; i++) {
        double bend = Math.abs(output[i - 1] - 2 * output[i] + output[i + 1]);
        if (i % chunk <= chunk / 2) {
          joined = Math.max(joined, bend);
        } else {
          within = Math.max(within, bend);
        }
      }
      assertTrue(joined < 1.2 * within, "%.2e against %.2e".formatted(joined, within));
    }
  }
}
