package io.makebeliv.onnx.compile;

import static io.makebeliv.onnx.compile.Nearness.assertNear;

import io.makebeliv.onnx.checkpoint.Checkpoint;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RMVPE against what the reference implementation makes of the same weights. */
final class RmvpeCompilerTest {

  @ParameterizedTest
  @ValueSource(ints = {0, 64})
  void findsPitchesAsTheReferenceDoes(int fixedFrames) {
    RmvpeCompiler compiler =
        RmvpeCompiler.of(
            new CheckpointWeights(Checkpoint.open(GoldenVoice.file("tiny-rmvpe.pt")).weights()));
    Npy mel = Npy.golden("tiny-rmvpe.mel");
    try (Running running = Running.of(compiler.salience(fixedFrames))) {
      float[] salience = running.with("input", mel.floats(), mel.shape()).run("output");
      assertNear(Npy.golden("tiny-rmvpe.salience").floats(), salience, 2e-6);
    }
  }
}
