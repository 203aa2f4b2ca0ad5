package io.makebeliv.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.makebeliv.Backends;
import io.makebeliv.VoiceConverter;
import io.makebeliv.VoiceSession;
import io.makebeliv.fluctuation.Fluctuation;
import io.makebeliv.inference.InferenceBackend;
import io.makebeliv.inference.ModelException;
import io.makebeliv.inference.PitchRange;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.function.IntSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole way of an RVC voice, measured at its end with speakers of whom everything is known. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class VoiceInTheBoxTest {

  private static final int RATE = 48_000;
  private static final double WARP = 1.15;
  private static final RvcSettings SETTINGS = RvcSettings.defaults().context(300);

  private final RvcVoice voice = RvcVoice.inTheBox();
  private final float[] talk = TestSpeaker.talking(RATE).speak(2);

  @AfterAll
  void close() {
    voice.close();
  }

  private VoiceConverter converter(RvcSettings settings, double pitch, long seed) {
    return VoiceConverter.builder()
        .backend(voice.with(settings))
        .pitch(pitch)
        .fluctuation(Fluctuation.off())
        .seed(seed)
        .build();
  }

  /**
   * Pushes a signal through a session block by block; what comes out is moved back by its delay.
   */
  private static float[] push(VoiceSession session, float[] signal, IntSupplier blocks) {
    int late = session.latency().totalFrames();
    float[] input = Arrays.copyOf(signal, signal.length + late);
    float[] output = new float[input.length];
    for (int done = 0; done < input.length; ) {
      int block = Math.min(blocks.getAsInt(), input.length - done);
      session.process(input, done, output, done, block);
      done += block;
    }
    return Arrays.copyOfRange(output, late, output.length);
  }

  private float[] convert(float[] signal, RvcSettings settings, double pitch) {
    // The voice is shared, so no converter is closed.
    try (VoiceSession session = converter(settings, pitch, 0).openSession(RATE)) {
      float[] output = push(session, signal, () -> 480);
      assertEquals(Map.of(), session.statistics().mutedFrames());
      return output;
    }
  }

  @ParameterizedTest
  @CsvSource({
    "20, 10, -7", "20, 40, -7", "100, 10, -7", "100, 40, -7", "250, 10, -7", "250, 40, -7",
    "20, 10, 0", "20, 40, 0", "100, 10, 0", "100, 40, 0", "250, 10, 0", "250, 40, 0",
    "20, 10, 5", "20, 40, 5", "100, 10, 5", "100, 40, 5", "250, 10, 5", "250, 40, 5"
  })
  void pitchIsWhatIsAskedFor(int chunkMs, int crossfadeMs, double semitones) {
    float[] output = convert(talk, SETTINGS.chunk(chunkMs).crossfade(crossfadeMs), semitones);
    double factor = Math.pow(2, semitones / 12);
    double cents = new Heard(output, RATE).medianCentsFrom(t -> factor * TestSpeaker.gliding(t));
    assertTrue(cents < 15, "%.1f cents".formatted(cents));
  }

  @Test
  void aRobotStaysAtItsPitch() {
    try (VoiceSession session = converter(SETTINGS, 0, 0).openSession(RATE)) {
      session.robot(140);
      float[] output = push(session, talk, () -> 480);
      double cents = new Heard(output, RATE).medianCentsFrom(t -> 140);
      assertTrue(cents < 15, "%.1f cents".formatted(cents));
    }
  }

  /** Two semitones up and down, twice a second: the median is the same in any few seconds. */
  private static double singing(double t) {
    return 140 * Math.pow(2, Math.sin(2 * Math.PI * 2.1 * t) / 6);
  }

  @ParameterizedTest
  @CsvSource({"110, 40", "140, 100", "210, 100", "260, 20"})
  void aRangeIsReached(double medianHz, int chunkMs) {
    TestSpeaker speaker =
        new TestSpeaker(
            RATE, VoiceInTheBoxTest::singing, t -> t % 1 < 0.85 ? 1 : 0, 550, 1450, 2500);
    try (VoiceSession session = converter(SETTINGS.chunk(chunkMs), 0, 0).openSession(RATE)) {
      session.pitchRange(new PitchRange(medianHz, 0));
      Heard heard = new Heard(push(session, speaker.speak(6), () -> 480), RATE);
      double[] found =
          IntStream.range(300, 580)
              .mapToDouble(i -> heard.f0(i / 100.0, medianHz / 140 * singing(i / 100.0)))
              .filter(hz -> hz > 0)
              .sorted()
              .toArray();
      assertTrue(found.length > 150, found.length + " frames are voiced");
      double semitones = 12 * Math.log(found[found.length / 2] / medianHz) / Math.log(2);
      assertEquals(0, semitones, 0.4);
    }
  }

  @ParameterizedTest
  @CsvSource({"20, 10", "20, 40", "100, 10", "100, 40", "250, 10", "250, 40"})
  void comesWhenTheLedgerSaysAndAsLoud(int chunkMs, int crossfadeMs) {
    // At one pitch, so that formants elsewhere do not make other places loud.
    float[] chant =
        new TestSpeaker(RATE, t -> 130, TestSpeaker::syllables, 550, 1450, 2500).speak(2);
    Heard in = new Heard(chant, RATE);
    Heard out = new Heard(convert(chant, SETTINGS.chunk(chunkMs).crossfade(crossfadeMs), 0), RATE);
    double late = 0;
    for (int syllable = 1; syllable < 6; syllable++) {
      double from = syllable / 3.0 - 0.06;
      double to = from + 0.36;
      late += (out.centre(from, to) - in.centre(from, to)) / 5;
      assertEquals(in.onset(from, to), out.onset(from, to), 0.01);
    }
    assertEquals(0, late, 0.001);
    assertEquals(in.levelDb(), out.levelDb(), 1.5);
  }

  @ParameterizedTest
  @CsvSource({"20, 40, 0", "100, 40, 0", "250, 10, 0", "100, 40, 5"})
  void formantsAreMovedAndNotByThePitch(int chunkMs, int crossfadeMs, double semitones) {
    double[] formants = {620, 1500, 2550, 3600};
    TestSpeaker speaker = new TestSpeaker(RATE, t -> 95 + 25 * t, t -> 1, formants);
    float[] vowel = speaker.speak(2);
    Heard in = new Heard(vowel, RATE);
    Heard out =
        new Heard(convert(vowel, SETTINGS.chunk(chunkMs).crossfade(crossfadeMs), semitones), RATE);
    for (double formant : formants) {
      double before = in.peakHz(0.85 * formant, 1.15 * formant);
      double after = out.peakHz(0.85 * WARP * formant, 1.15 * WARP * formant);
      assertEquals(WARP, after / before, 0.03 * WARP, "formant at " + formant);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "100, 0.5",
    "100, 0.85",
    "100, 1.2",
    "100, 2",
    "250, 0.85",
    "250, 1.2",
    "20, 1.2",
    "250, 1.137"
  })
  void formantsGoWhereTheyAreAskedToAndNothingElseMoves(int chunkMs, double ratio) {
    RvcSettings settings = SETTINGS.chunk(chunkMs).rmsMix(1).formant(ratio);

    double[] formants = {620, 1500, 2550, 3600};
    float[] vowel = new TestSpeaker(RATE, t -> 95 + 25 * t, t -> 1, formants).speak(2);
    Heard in = new Heard(vowel, RATE);
    Heard out = new Heard(convert(vowel, settings, 0), RATE);
    for (double formant : formants) {
      double moved = WARP * ratio;
      double before = in.peakHz(0.85 * formant, 1.15 * formant);
      double after = out.peakHz(0.85 * moved * formant, 1.15 * moved * formant);
      assertEquals(moved, after / before, 0.03 * moved, "formant at " + formant);
    }

    double cents =
        new Heard(convert(talk, settings, 0), RATE).medianCentsFrom(TestSpeaker::gliding);
    assertTrue(cents < 15, "%.1f cents".formatted(cents));

    float[] chant =
        new TestSpeaker(RATE, t -> 130, TestSpeaker::syllables, 550, 1450, 2500).speak(2);
    Heard sung = new Heard(chant, RATE);
    Heard again = new Heard(convert(chant, settings, 0), RATE);
    double late = 0;
    for (int syllable = 1; syllable < 6; syllable++) {
      double from = syllable / 3.0 - 0.06;
      late += (again.centre(from, from + 0.36) - sung.centre(from, from + 0.36)) / 5;
    }
    assertEquals(0, late, 0.002);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 64, 4096, -1})
  void anySplitIntoBlocksGivesTheSame(int block) {
    float[] signal = Arrays.copyOf(talk, RATE / 2);
    Random random = new Random(3);
    VoiceConverter converter = converter(SETTINGS, 3, 1);
    try (VoiceSession one = converter.session(RATE).id("a").open();
        VoiceSession other = converter.session(RATE).id("a").open()) {
      assertArrayEquals(
          push(one, signal, () -> 480),
          push(other, signal, () -> block > 0 ? block : 1 + random.nextInt(3000)));
    }
  }

  @Test
  void theSeedDecidesAndNothingElse() {
    try (VoiceSession one = converter(SETTINGS, 0, 1).session(RATE).id("a").open();
        VoiceSession same = converter(SETTINGS, 0, 1).session(RATE).id("a").open();
        VoiceSession other = converter(SETTINGS, 0, 2).session(RATE).id("a").open()) {
      float[] first = push(one, talk, () -> 480);
      assertArrayEquals(first, push(same, talk, () -> 480));
      assertFalse(Arrays.equals(first, push(other, talk, () -> 480)));
    }
  }

  @Test
  void resetIsAsGoodAsNew() {
    try (VoiceSession session = converter(SETTINGS, 2, 1).openSession(RATE)) {
      float[] first = push(session, talk, () -> 480);
      session.reset();
      assertArrayEquals(first, push(session, talk, () -> 480));
    }
  }

  @Test
  void restsInSilenceAndComesBackInTune() {
    int silence = 3 * RATE;
    TestSpeaker speaker = TestSpeaker.talking(RATE);
    float[] later = speaker.speak(2);
    float[] signal = Arrays.copyOf(talk, talk.length + silence + later.length);
    System.arraycopy(later, 0, signal, talk.length + silence, later.length);
    float[] output = convert(signal, SETTINGS, 0);

    for (int i = talk.length + RATE / 2; i < talk.length + silence - RATE / 10; i++) {
      assertEquals(0, output[i], 1e-5f);
    }
    Heard back = new Heard(Arrays.copyOfRange(output, talk.length + silence, output.length), RATE);
    assertTrue(back.medianCentsFrom(TestSpeaker::gliding) < 15);
    assertEquals(new Heard(later, RATE).levelDb(), back.levelDb(), 1.5);
  }

  @Test
  void allocatesNoMoreThanOnnxRuntimeDoes() {
    float[] second = Arrays.copyOf(talk, RATE);
    float[] output = new float[RATE];
    try (VoiceSession session = converter(SETTINGS, 0, 0).openSession(RATE)) {
      long bytes = Allocations.of(() -> session.process(second, 0, output, 0, RATE));
      // Ten steps of two runs each.
      assertTrue(bytes <= 20 * 500, bytes + " bytes");
    }
  }

  @Test
  void silenceStaysSilent() {
    float[] output = convert(new float[RATE], SETTINGS, 0);
    for (float sample : output) {
      assertEquals(0, sample, 1e-5f);
    }
  }

  @Test
  void isTheModelFreeVoiceOfThisModule() {
    try (InferenceBackend box = Backends.modelFree("onnx");
        InferenceBackend usual = Backends.modelFree()) {
      assertEquals("rvc", box.id());
      assertTrue(box.description().startsWith("in the box"), box::description);
      assertEquals("pitchshift", usual.id(), "it is not taken unasked");
    }
  }

  @Test
  void isRunAsAsked() {
    try (RvcVoice slow = RvcVoice.inTheBox(SETTINGS.chunk(500))) {
      assertEquals(500, slow.settings().chunkMs());
    }
    assertThrows(NullPointerException.class, () -> RvcVoice.inTheBox(nothing()));
    OnnxOptions bytes = OnnxOptions.defaults().numbers("int8");
    ModelException refused =
        assertThrows(ModelException.class, () -> RvcVoice.inTheBox(SETTINGS, bytes));
    assertTrue(String.valueOf(refused.getMessage()).contains("cannot be run with int8"));
  }

  @SuppressWarnings("NullAway")
  private static RvcSettings nothing() {
    return null;
  }
}
