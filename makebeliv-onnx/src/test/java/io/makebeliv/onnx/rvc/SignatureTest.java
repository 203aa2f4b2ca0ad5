package io.makebeliv.onnx.rvc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.makebeliv.onnx.TestGraph;
import io.makebeliv.onnx.runtime.ModelFile;
import io.makebeliv.onnx.rvc.Signature.Fit;
import io.makebeliv.onnx.rvc.Signature.Pitch;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Files are told apart by their inputs and outputs alone. */
final class SignatureTest {

  @Test
  void pitchModelsAreKnownByTheirShapesAndRanked() {
    assertEquals(
        Optional.of(Pitch.RMVPE),
        pitch("input", new Object[] {1, 128, "T"}, new Object[] {1, "T", 360}));
    assertEquals(
        Optional.of(Pitch.FCPE),
        pitch("mel", new Object[] {1, "T", 128}, new Object[] {1, "T", 360}));
    assertEquals(
        Optional.of(Pitch.CREPE),
        pitch("frames", new Object[] {"B", 1024}, new Object[] {"B", 360}));
    assertTrue(Pitch.RMVPE.compareTo(Pitch.FCPE) < 0 && Pitch.FCPE.compareTo(Pitch.CREPE) < 0);
  }

  @Test
  void chunksOfAStreamAreNoFramesAndNoMels() {
    assertEquals(Optional.empty(), pitch("audio", new Object[] {1, 1024}, new Object[] {1, 1024}));
    assertEquals(
        Optional.empty(), pitch("audio", new Object[] {1, 1, 128}, new Object[] {1, 1, 128}));
    assertFalse(
        Signature.isEncoder(
            file("audio", new Object[] {1, 1, 240}, "converted", new Object[] {1, 1, 240})));
  }

  /** Names that encoders of ours have for what they carry are free to others. */
  @Test
  void aStateAloneMakesNoEncoder() {
    ModelFile voice =
        ModelFile.read(
            "test",
            new TestGraph()
                .input("audio", TestGraph.FLOAT, 1, 1, 80)
                .input("state_0", TestGraph.FLOAT, 1, 2, 4)
                .output("converted", TestGraph.FLOAT, 1, 1, 80)
                .output("state_0_next", TestGraph.FLOAT, 1, 2, 4)
                .node("Identity", "audio", "converted")
                .node("Identity", "state_0", "state_0_next")
                .bytes());
    assertFalse(Signature.isEncoder(voice));
  }

  @Test
  void theWidthOfAnEncoderIsSureOrPossibleOrWrong() {
    Object[] open = {1, "F", "C"};
    assertEquals(Fit.SURE, fit("features", new Object[] {1, "F", 768}, 768));
    assertEquals(Fit.NO, fit("features", new Object[] {1, "F", 768}, 256));
    assertEquals(Fit.SURE, fit("unit12", open, 768));
    assertEquals(Fit.NO, fit("unit12", open, 256));
    assertEquals(Fit.PERHAPS, fit("embed", open, 768));
    assertEquals(Fit.PERHAPS, fit("embed", open, 256));
  }

  private static Fit fit(String output, Object[] shape, int channels) {
    ModelFile encoder = file("source", new Object[] {1, "N"}, output, shape);
    assertTrue(Signature.isEncoder(encoder));
    return Signature.fit(encoder, channels);
  }

  private static Optional<Pitch> pitch(String input, Object[] in, Object[] out) {
    return Signature.pitch(file(input, in, "output", out));
  }

  private static ModelFile file(String input, Object[] in, String output, Object[] out) {
    return ModelFile.read(
        "test",
        new TestGraph()
            .input(input, TestGraph.FLOAT, in)
            .output(output, TestGraph.FLOAT, out)
            .node("Identity", input, output)
            .bytes());
  }
}
