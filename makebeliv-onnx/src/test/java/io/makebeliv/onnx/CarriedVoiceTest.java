package io.makebeliv.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.makebeliv.MuteReason;
import io.makebeliv.VoiceConverter;
import io.makebeliv.VoiceSession;
import io.makebeliv.fluctuation.Fluctuation;
import io.makebeliv.inference.BackendSession;
import io.makebeliv.inference.InferenceBackend;
import io.makebeliv.inference.StepControls;
import io.makebeliv.inference.StepFormat;
import io.makebeliv.inference.StreamContext;
import io.makebeliv.inference.VoiceSettings;
import io.makebeliv.onnx.rvc.Toy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Checkpoints, whose networks carry their past, in whatever way they are run and go wrong. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
final class CarriedVoiceTest {

  private static final int RATE = 16_000;
  private static final RvcSettings SETTINGS = RvcSettings.defaults().chunk(60).context(300);
  private static final float[] SPEECH = RvcFiles.speech(2 * RATE);

  @TempDir private static Path folder;
  private Path pth;
  private RvcVoice voice;
  private RvcVoice bytes;

  @BeforeAll
  void load() {
    pth =
        RvcFiles.narrowed("tiny-v2-40k-f0.pth", RvcFiles.SECOND_VERSION)
            .write(folder.resolve("voice.pth"), "weight");
    voice = builder().load();
    bytes = builder().options(OnnxOptions.defaults().numbers("int8")).load();
  }

  private RvcVoice.Builder builder() {
    return RvcVoice.from(pth).encoder(RvcFiles.golden("tiny-hubert.fairseq.pt")).settings(SETTINGS);
  }

  @AfterAll
  void close() {
    voice.close();
    bytes.close();
  }

  private static Driven open(RvcVoice voice) {
    return new Driven(voice.openSession(new StreamContext(RATE, 3)));
  }

  private static double snr(float[] expected, float[] actual) {
    double signal = 0;
    double error = 0;
    for (int i = 0; i < expected.length; i++) {
      signal += expected[i] * expected[i];
      error += Math.pow(expected[i] - actual[i], 2);
    }
    return 10 * Math.log10(signal / error);
  }

  private static void assertFinite(float[] samples) {
    for (int i = 0; i < samples.length; i++) {
      assertTrue(Float.isFinite(samples[i]), samples[i] + " at " + i);
    }
  }

  /** Rounding does not add up from step to step: the end is as near as the beginning. */
  @ParameterizedTest
  @CsvSource({"20, 0", "50, 4", "60, 35", "250, 100"})
  void bytesStayNearHoweverLongAStreamIs(int chunk, int lookAhead) {
    RvcSettings settings = SETTINGS.chunk(chunk).lookAhead(lookAhead).rmsMix(1);
    float[] speech = RvcFiles.speech(6 * RATE);
    try (Driven exact = open(voice.with(settings));
        Driven rounded = open(bytes.with(settings))) {
      float[] expected = exact.convert(speech);
      float[] actual = rounded.convert(speech);
      assertFinite(actual);
      int third = expected.length / 3;
      for (int k = 0; k < 3; k++) {
        double db =
            snr(
                Arrays.copyOfRange(expected, k * third, (k + 1) * third),
                Arrays.copyOfRange(actual, k * third, (k + 1) * third));
        assertTrue(db > 30, "%.1f dB in third %d".formatted(db, k));
      }
      rounded.reset();
      assertArrayEquals(actual, rounded.convert(speech));
    }
  }

  /** What was dropped counts as silence, also for networks that carry their past. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void droppedStepsAreSilence(int steps) {
    RvcSettings plain = SETTINGS.noise(0);
    try (Driven dropping = open(voice.with(plain));
        Driven silent = open(voice.with(plain))) {
      dropping.convert(SPEECH);
      silent.convert(SPEECH);
      dropping.skip(steps);
      silent.convert(new float[steps * 960]);
      double db = snr(silent.convert(SPEECH), dropping.convert(SPEECH));
      assertTrue(db > 30, "%.1f dB".formatted(db));
    }
  }

  @Test
  void bytesRestAsTheyShould() {
    RvcSettings plain = SETTINGS.noise(0);
    float[] silence = new float[20 * 960];
    try (Driven resting = open(bytes.with(plain));
        Driven working = open(bytes.with(plain))) {
      resting.convert(SPEECH);
      working.convert(SPEECH);
      resting.convert(silence);
      working.convert(silence);
      resting.rest(20);
      working.convert(silence);
      // One that rested does not remember how loud it was before.
      double db = snr(working.convert(SPEECH), resting.convert(SPEECH));
      assertTrue(db > 35, "%.1f dB".formatted(db));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "20, 0, 300",
    "20, 100, 300",
    "20, 47, 300",
    "20, 100, 3000",
    "30, 1, 300",
    "50, 3, 310",
    "250, 48, 300",
    "1000, 0, 300",
    "1000, 100, 300",
    "1000, 35, 3000",
    "990, 99, 2990"
  })
  void anySettingsRun(int chunk, int lookAhead, int context) {
    RvcSettings settings = SETTINGS.chunk(chunk).lookAhead(lookAhead).context(context);
    try (Driven session = open(voice.with(settings))) {
      assertEquals(lookAhead * 400, session.format().latency());
      float[] spoken = session.convert(RvcFiles.speech(3 * RATE));
      assertFinite(spoken);
      double power = 0;
      for (int i = spoken.length / 2; i < spoken.length; i++) {
        power += spoken[i] * spoken[i];
      }
      assertTrue(power > 1e-3, "power: " + power);
    }
  }

  @Test
  void streamsOfOneVoiceKnowNothingOfEachOther() {
    float[] other = new float[SPEECH.length];
    for (int i = 0; i < other.length; i++) {
      other[i] = (float) (0.3 * Math.sin(0.08 * i) + 0.1 * Math.sin(0.31 * i));
    }
    try (Driven alone = open(voice);
        Driven one = open(voice);
        Driven two = open(voice)) {
      float[] expected = alone.convert(SPEECH);
      int in = one.format().inputStep();
      int out = one.format().outputStep();
      for (int i = 0; i < SPEECH.length / in; i++) {
        float[] spoken = one.convert(Arrays.copyOfRange(SPEECH, i * in, (i + 1) * in));
        two.convert(Arrays.copyOfRange(other, i * in, (i + 1) * in));
        assertArrayEquals(Arrays.copyOfRange(expected, i * out, (i + 1) * out), spoken);
        if (i % 7 == 3) {
          two.reset();
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.MAX_VALUE, 1e6f})
  void whatIsNoSoundIsForgotten(float bad) {
    for (RvcVoice each : new RvcVoice[] {voice, bytes}) {
      for (int lookAhead : new int[] {0, 4, 60}) {
        RvcVoice asked = each.with(SETTINGS.lookAhead(lookAhead).noise(0));
        try (Driven session = open(asked);
            Driven sound = open(asked)) {
          float[] broken = SPEECH.clone();
          broken[5000] = bad;
          broken[5001] = -bad;
          session.convert(broken);
          sound.convert(SPEECH);
          float[] after = session.convert(RvcFiles.speech(2 * RATE));
          float[] expected = sound.convert(RvcFiles.speech(2 * RATE));
          assertFinite(after);
          // The sine that drives it has another phase from then on, and that is all.
          assertEquals(new Heard(expected, RATE).levelDb(), new Heard(after, RATE).levelDb(), 0.1);
        }
      }
    }
  }

  /** What went wrong is silence, and afterwards it speaks again; the input is never heard. */
  @ParameterizedTest
  @ValueSource(strings = {"throws", "NaN", "loud", "half"})
  void afterAFaultItSpeaksAgain(String fault) {
    float[] other = SPEECH.clone();
    for (int i = 0; i < other.length; i++) {
      other[i] *= (float) Math.sin(0.01 * i);
    }
    int from = 1500;
    float[][] spoken = new float[2][];
    for (int k = 0; k < 2; k++) {
      Faulty faulty = new Faulty(voice, fault);
      VoiceConverter converter =
          VoiceConverter.builder().backend(faulty).fluctuation(Fluctuation.off()).build();
      try (VoiceSession session = converter.openSession(RATE)) {
        faulty.broken = true;
        float[] in = k == 0 ? SPEECH : other;
        float[] out = new float[in.length];
        session.process(in, 0, out, 0, in.length / 2);
        spoken[k] = Arrays.copyOf(out, in.length / 2);
        assertTrue(!session.statistics().mutedFrames().isEmpty());
        assertTrue(
            session
                .statistics()
                .mutedFrames()
                .containsKey(
                    fault.equals("throws") ? MuteReason.BACKEND_FAULT : MuteReason.NOT_FINITE));
        faulty.broken = false;
        session.process(in, in.length / 2, out, in.length / 2, in.length / 2);
        assertFinite(out);
        double power = 0;
        for (int i = 3 * in.length / 4; i < in.length; i++) {
          power += out[i] * out[i];
        }
        assertTrue(power > 1e-3, "power: " + power);
      }
    }
    assertArrayEquals(
        Arrays.copyOfRange(spoken[0], from, spoken[0].length),
        Arrays.copyOfRange(spoken[1], from, spoken[1].length));
  }

  @Test
  void carriedAndWindowedVoicesAreExchanged() throws Exception {
    Path onnx = folder.resolve("windowed.onnx");
    RvcExport.of(pth).layout(RvcExport.Layout.WINDOWED).write(onnx);
    try (RvcVoice windowed =
            RvcVoice.from(onnx)
                .encoder(RvcFiles.golden("tiny-hubert.fairseq.pt"))
                .settings(SETTINGS)
                .load();
        VoiceSession session =
            VoiceConverter.builder()
                .backend(voice)
                .fluctuation(Fluctuation.off())
                .build()
                .openSession(RATE)) {
      float[] out = new float[SPEECH.length];
      session.process(SPEECH, 0, out, 0, out.length);
      for (RvcVoice next : new RvcVoice[] {windowed, bytes, windowed, voice}) {
        CompletableFuture<Void> swap = session.swap(next);
        while (!swap.isDone()) {
          session.process(SPEECH, 0, out, 0, out.length);
          Thread.sleep(2);
        }
        swap.join();
        session.process(SPEECH, 0, out, 0, out.length);
        assertFinite(out);
        assertTrue(new Heard(out, RATE).levelDb() > -60);
      }
      assertTrue(session.statistics().mutedFrames().isEmpty(), session.statistics()::toString);
    }
  }

  @Test
  void aSpeakerThatIsNotThereIsRefusedInOneSentence() {
    for (RvcVoice each : new RvcVoice[] {voice, bytes}) {
      String message =
          Toy.refusal(
              () -> each.with(SETTINGS.speaker(900_000)).openSession(new StreamContext(RATE, 1)));
      assertTrue(message.endsWith("speaker must be from 0 to 2, was 900000."), message);
    }
  }

  /** A table that is wide as no voice is, and far too long for its file: its header is enough. */
  @Test
  void anIndexOfAnotherWidthIsRefusedBeforeItIsRead() throws Exception {
    Path table = folder.resolve("total_fea.npy");
    byte[] header =
        ("\u0093NUMPY\u0001\u0000`\u0000"
                + "{'descr': '<f4', 'fortran_order': False, 'shape': (900000, 768), }")
            .getBytes(StandardCharsets.ISO_8859_1);
    byte[] file = Arrays.copyOf(header, 106);
    Arrays.fill(file, header.length, file.length, (byte) ' ');
    Files.write(table, file);
    String message = Toy.refusal(() -> builder().index(table).load());
    assertTrue(message.contains("rows of 768 features, the voice takes 32"), message);
    Files.write(table, new byte[100]);
    assertTrue(Toy.refusal(() -> builder().index(table).load()).contains("total_fea.npy"));
  }

  /** Goes wrong while it is told to. */
  private static final class Faulty implements InferenceBackend {
    private final InferenceBackend inner;
    private final String fault;
    volatile boolean broken;

    Faulty(InferenceBackend inner, String fault) {
      this.inner = inner;
      this.fault = fault;
    }

    @Override
    public String id() {
      return inner.id();
    }

    @Override
    public String description() {
      return inner.description();
    }

    @Override
    public VoiceSettings defaults() {
      return inner.defaults();
    }

    @Override
    public BackendSession openSession(StreamContext context) {
      BackendSession session = inner.openSession(context);
      return new BackendSession() {
        @Override
        public StepFormat format() {
          return session.format();
        }

        @Override
        public void convert(float[] input, float[] output, StepControls controls) {
          session.convert(input, output, controls);
          if (!broken) {
            return;
          }
          System.arraycopy(input, 0, output, 0, Math.min(input.length, output.length));
          switch (fault) {
            case "throws" -> throw new IllegalStateException("broken");
            case "NaN" -> output[output.length / 3] = Float.NaN;
            case "loud" -> output[0] = 1e9f;
            default -> Arrays.fill(output, output.length / 2, output.length, Float.NaN);
          }
        }

        @Override
        public void reset() {
          session.reset();
        }

        @Override
        public void close() {
          session.close();
        }
      };
    }

    @Override
    public void close() {}
  }
}
