package io.makebeliv.onnx.store;

import io.makebeliv.inference.ModelException;
import io.makebeliv.onnx.SharedModel;
import io.makebeliv.onnx.compile.HubertConfig;
import io.makebeliv.onnx.compile.Trained;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A checkpoint, and what it is for.
 *
 * @param path where it is
 * @param use what it is for; {@link GraphFile.Use#BROKEN} where that is not known
 * @param widths of an encoder, how wide its rows can be
 * @param problem why it is of no use, or empty
 */
record CheckpointFile(Path path, GraphFile.Use use, List<Integer> widths, String problem) {

  /** Looks at a file without reading its weights. */
  static CheckpointFile of(Path path) {
    try {
      Trained trained = Trained.open(path);
      if (trained instanceof Trained.Encoder encoder) {
        return new CheckpointFile(path, GraphFile.Use.ENCODER, widths(encoder.config()), "");
      }
      boolean speaks = trained instanceof Trained.Voice;
      return new CheckpointFile(
          path, speaks ? GraphFile.Use.SYNTHESIZER : GraphFile.Use.PITCH, List.of(), "");
    } catch (ModelException e) {
      return new CheckpointFile(
          path, GraphFile.Use.BROKEN, List.of(), String.valueOf(e.getMessage()));
    }
  }

  private static List<Integer> widths(HubertConfig config) {
    return Stream.of(config.projection(), config.hidden()).filter(width -> width > 0).toList();
  }

  /** What it is to the voices of a store; empty for voices themselves, and what is none. */
  Optional<SharedModel> shared() {
    String what =
        switch (use) {
          case ENCODER ->
              widths.stream()
                  .map(String::valueOf)
                  .collect(Collectors.joining(" and ", "content encoder, ", " features"));
          case PITCH -> "pitch model (RMVPE)";
          default -> "";
        };
    return what.isEmpty()
        ? Optional.empty()
        : Optional.of(new SharedModel(path, what, StoredVoice.bytes(path)));
  }
}
