package io.makebeliv.onnx.rvc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.makebeliv.inference.StreamContext;
import io.makebeliv.onnx.Allocations;
import io.makebeliv.onnx.Driven;
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

  private Driven open() {
    return open(SETTINGS);
  }

  private Driven open(RvcSettings settings) {
    return new Driven(voice.with(settings).openSession(new StreamContext(16_000, 3)));
  }

  @Test
  void aStreamThatIsResetIsAsNew() {
    float[] speech = RvcFiles.speech(7 * 960);
    try (Driven session = open()) {
      float[] first = session.convert(speech);
      session.reset();
      assertArrayEquals(first, session.convert(speech));
      session.reset();
      session.convert(Arrays.copyOf(speech, 4 * 960));
      session.reset();
      assertArrayEquals(first, session.convert(speech));
    }
  }

  /** Silence that was rested through against silence that was converted. */
  @Test
  void afterARestItGoesOnAsIfItHadConvertedTheSilence() {
    float[] speech = RvcFiles.speech(10 * 960);
    RvcSettings plain = SETTINGS.noise(0);
    try (Driven resting = open(plain);
        Driven working = open(plain)) {
      float[] before = resting.convert(speech);
      assertArrayEquals(before, working.convert(speech));
      resting.convert(new float[20 * 960]);
      working.convert(new float[40 * 960]);
      resting.rest(20);
      float[] rested = resting.convert(speech);
      float[] worked = working.convert(speech);
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
      try (Driven session = open(settings)) {
        int chunk = session.format().outputStep();
        float[] out = session.convert(RvcFiles.speech(48 * 960));
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
    float[] broken = new float[960];
    Arrays.fill(broken, Float.NaN);
    try (Driven session = open()) {
      session.convert(broken);
      session.convert(new float[20 * 960]);
      for (float sample : session.convert(RvcFiles.speech(10 * 960))) {
        assertTrue(Float.isFinite(sample), "it is still spoilt");
      }
    }
  }

  @Test
  void itIsLateByWhatItLooksAheadTo() {
    for (int lookAhead : new int[] {0, 4, 35, 100}) {
      try (Driven session = open(SETTINGS.lookAhead(lookAhead))) {
        assertEquals(lookAhead * 400, session.format().latency());
        float[] out = session.convert(RvcFiles.speech(8 * 960));
        assertFalse(Arrays.equals(out, new float[out.length]));
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
        Driven session =
            new Driven(new RvcSession(parts, SETTINGS, new StreamContext(16_000, 3)))) {
      Plan plan = Plan.of(SETTINGS, parts.synthesizer());
      int in = session.format().inputStep();
      float[] speech = RvcFiles.speech(in);
      float[] output = new float[session.format().outputStep()];
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
          session.step(speech, output);
          networks.run();
        }
        long all = Allocations.of(() -> session.step(speech, output));
        assertEquals(Allocations.of(networks), all);
      }
    }
  }
}
