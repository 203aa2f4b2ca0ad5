package io.makebeliv.onnx.rvc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.makebeliv.inference.BackendSession;
import io.makebeliv.inference.StepControls;
import io.makebeliv.inference.StreamContext;
import io.makebeliv.onnx.Allocations;
import io.makebeliv.onnx.RvcExport;
import io.makebeliv.onnx.RvcFiles;
import io.makebeliv.onnx.RvcSettings;
import io.makebeliv.onnx.RvcVoice;
import io.makebeliv.onnx.runtime.GraphLoader;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A checkpoint's stream, whose networks carry their past: its beginnings, rests and faults. */
final class CarriedSessionTest {

  private static final RvcSettings SETTINGS = RvcSettings.defaults().chunk(60).context(500);

  @TempDir private Path folder;
  private RvcVoice voice;

  @BeforeEach
  void load() {
    Path pth =
        RvcFiles.narrowed("tiny-v2-40k-f0.pth", RvcFiles.SECOND_VERSION)
            .write(folder.resolve("voice.pth"), "weight");
    voice =
        RvcVoice.from(pth)
            .encoder(RvcFiles.golden("tiny-hubert.fairseq.pt"))
            .settings(SETTINGS)
            .load();
  }

  @AfterEach
  void close() {
    voice.close();
  }

  private BackendSession open() {
    return voice.openSession(new StreamContext(16_000, 3));
  }

  private static float[] convert(BackendSession session, float[] speech, int steps) {
    int in = session.format().inputStep();
    int out = session.format().outputStep();
    float[] all = new float[steps * out];
    float[] output = new float[out];
    StepControls controls = new StepControls(in);
    for (int i = 0; i < steps; i++) {
      session.convert(Arrays.copyOfRange(speech, i * in, (i + 1) * in), output, controls);
      System.arraycopy(output, 0, all, i * out, out);
    }
    return all;
  }

  @Test
  void aStreamThatIsResetIsAsNew() {
    float[] speech = RvcFiles.speech(16_000);
    try (BackendSession session = open()) {
      float[] first = convert(session, speech, 7);
      session.reset();
      assertArrayEquals(first, convert(session, speech, 7));
      session.reset();
      convert(session, speech, 4);
      session.reset();
      assertArrayEquals(first, convert(session, speech, 7));
    }
  }

  /** Silence that was rested through against silence that was converted. */
  @Test
  void afterARestItGoesOnAsIfItHadConvertedTheSilence() {
    float[] speech = RvcFiles.speech(16_000);
    float[] silence = new float[40 * 960];
    RvcSettings plain = SETTINGS.noise(0);
    try (BackendSession resting = voice.with(plain).openSession(new StreamContext(16_000, 3));
        BackendSession working = voice.with(plain).openSession(new StreamContext(16_000, 3))) {
      float[] before = convert(resting, speech, 10);
      assertArrayEquals(before, convert(working, speech, 10));
      convert(resting, silence, 20);
      convert(working, silence, 40);
      StepControls controls = new StepControls(960);
      for (int i = 0; i < 20; i++) {
        assertTrue(resting.rest(controls));
      }
      float[] rested = convert(resting, speech, 10);
      float[] worked = convert(working, speech, 10);
      double peak = 0;
      double error = 0;
      for (int i = 0; i < rested.length; i++) {
        peak = Math.max(peak, Math.abs(worked[i]));
        error = Math.max(error, Math.abs(worked[i] - rested[i]));
      }
      // The noise of the source is that of the time in both.
      assertTrue(error < 0.02 * peak, error + " of " + peak);
    }
  }

  /** A click is a bend of the signal that is sharper than those around it. */
  @Test
  void chunksMeetWithoutAClick() {
    for (int lookAhead : new int[] {0, 2, 4, 35}) {
      RvcSettings settings = SETTINGS.rmsMix(0).lookAhead(lookAhead);
      try (BackendSession session =
          voice.with(settings).openSession(new StreamContext(16_000, 3))) {
        int chunk = session.format().outputStep();
        float[] out = convert(session, RvcFiles.speech(48_000), 48);
        double at = 0;
        double elsewhere = 0;
        for (int k = 8; k < 47; k++) {
          at += bend(out, k * chunk - 1, k * chunk + 1);
          elsewhere += bend(out, k * chunk + 100, k * chunk + 102);
          elsewhere += bend(out, k * chunk + chunk / 2, k * chunk + chunk / 2 + 2);
        }
        assertTrue(at < 1.5 * elsewhere / 2, lookAhead + ": " + at + " " + elsewhere / 2);
      }
    }
  }

  private static double bend(float[] x, int from, int to) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum += Math.abs(x[i + 1] - 2 * x[i] + x[i - 1]);
    }
    return sum / (to - from);
  }

  @Test
  void whatIsNoNumberIsNotCarriedOn() {
    float[] speech = RvcFiles.speech(16_000);
    float[] broken = speech.clone();
    Arrays.fill(broken, 0, 960, Float.NaN);
    float[] silence = new float[20 * 960];
    try (BackendSession session = open()) {
      convert(session, broken, 1);
      convert(session, silence, 20);
      for (float sample : convert(session, speech, 10)) {
        assertTrue(Float.isFinite(sample), "it is still spoilt");
      }
    }
  }

  @Test
  void itIsLateByWhatItLooksAheadTo() {
    for (int lookAhead : new int[] {0, 4, 35, 100}) {
      try (BackendSession session =
          voice.with(SETTINGS.lookAhead(lookAhead)).openSession(new StreamContext(16_000, 3))) {
        assertEquals(lookAhead * 400, session.format().latency());
        assertFalse(
            Arrays.equals(
                convert(session, RvcFiles.speech(16_000), 8),
                new float[8 * session.format().outputStep()]));
      }
    }
  }

  /** What a step allocates is what the runtime's binding does where the networks run alone. */
  @Test
  void nothingOfOursIsAllocated() {
    Path onnx = folder.resolve("voice.onnx");
    Path hearing = folder.resolve("encoder.onnx");
    RvcExport.of(folder.resolve("voice.pth")).write(onnx);
    RvcExport.of(RvcFiles.golden("tiny-hubert.fairseq.pt")).write(hearing);
    try (RvcParts parts =
            new RvcParts(
                Synthesizer.of(GraphLoader.file(onnx).load()),
                new ContentEncoder(GraphLoader.file(hearing).load()),
                null,
                null);
        RvcSession session = new RvcSession(parts, SETTINGS, new StreamContext(16_000, 3))) {
      Plan plan = Plan.of(SETTINGS, parts.synthesizer());
      int in = session.format().inputStep();
      float[] speech = RvcFiles.speech(in);
      float[] output = new float[session.format().outputStep()];
      StepControls controls = new StepControls(in);
      float[] window = new float[(plan.heard() + 1) * 160];
      float[] rows = new float[plan.heard() * RvcFiles.SECOND_VERSION];
      try (CarriedCall speaking =
              parts.synthesizer().carry(new Carriage(plan.synthesised(), plan.chunk(), 0, 35), 0);
          ContentEncoder.Listener listening =
              parts
                  .encoder()
                  .open(plan.heard() * 160, plan.chunk() * 160, RvcFiles.SECOND_VERSION)) {
        Runnable networks =
            () -> {
              listening.listen(window, rows);
              speaking.run();
            };
        for (int i = 0; i < 20; i++) {
          session.convert(speech, output, controls);
          networks.run();
        }
        long all = Allocations.of(() -> session.convert(speech, output, controls));
        assertEquals(Allocations.of(networks), all);
      }
    }
  }
}
