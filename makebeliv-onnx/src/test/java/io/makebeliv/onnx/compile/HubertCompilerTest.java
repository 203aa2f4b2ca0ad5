package io.makebeliv.onnx.compile;

import static io.makebeliv.onnx.compile.Nearness.assertNear;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import io.makebeliv.onnx.checkpoint.Checkpoint;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** HuBERT against what the reference implementation makes of the same weights. */
final class HubertCompilerTest {

  private static final int HEADS = 4;
  private static final double CLOSE = 1e-5;

  static HubertCompiler compiler(String file) {
    return HubertCompiler.of(
        new CheckpointWeights(Checkpoint.open(GoldenVoice.file(file)).weights()), HEADS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tiny-hubert.hf.bin", "tiny-hubert.fairseq.pt"})
  void hearsAsTheReferenceDoes(String file) {
    HubertCompiler compiler = compiler(file);
    float[] wave = Npy.golden("tiny-hubert.wave").floats();
    try (Running last = Running.of(compiler.features(12, false, 0));
        Running ninth = Running.of(compiler.features(9, true, wave.length))) {
      float[] features = last.with("source", wave, 1, wave.length).run("features");
      assertNear(Npy.golden("tiny-hubert.layer12").floats(), features, CLOSE);
      float[] projected = ninth.with("source", wave, 1, wave.length).run("features");
      assertNear(Npy.golden("tiny-hubert.layer9proj").floats(), projected, CLOSE);
      assertArrayEquals(new long[] {1, 24, 32}, Npy.golden("tiny-hubert.layer12").shape());
    }
  }
}
