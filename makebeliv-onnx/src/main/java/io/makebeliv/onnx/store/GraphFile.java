package io.makebeliv.onnx.store;

import io.makebeliv.inference.ModelException;
import io.makebeliv.onnx.SharedModel;
import io.makebeliv.onnx.runtime.ModelFile;
import io.makebeliv.onnx.rvc.Signature;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * An ONNX file, and what it is for as far as its inputs and outputs tell.
 *
 * @param path where it is
 * @param use what it is for
 * @param model what it says of itself; empty if it is broken
 * @param problem why it cannot be loaded, or empty if nothing speaks against it
 */
public record GraphFile(Path path, Use use, Optional<ModelFile> model, String problem) {

  /** What graphs are for. */
  public enum Use {
    /** Speaks with the voice of an RVC model. */
    SYNTHESIZER,
    /** Hears what is said. */
    ENCODER,
    /** Hears how high. */
    PITCH,
    /** Something else, most likely a streaming model. */
    OTHER,
    /** Nobody can tell. */
    BROKEN
  }

  /** Looks at a file without loading its weights. */
  public static GraphFile of(Path path) {
    ModelFile model;
    try {
      model = ModelFile.read(path);
    } catch (ModelException e) {
      return new GraphFile(path, Use.BROKEN, Optional.empty(), String.valueOf(e.getMessage()));
    }
    String problem = "";
    try {
      model.check(Folders.of(path));
    } catch (ModelException e) {
      problem = String.valueOf(e.getMessage());
    }
    return new GraphFile(path, use(model), Optional.of(model), problem);
  }

  private static Use use(ModelFile model) {
    if (Signature.isSynthesizer(model)) {
      return Use.SYNTHESIZER;
    }
    if (Signature.pitch(model).isPresent()) {
      return Use.PITCH;
    }
    return Signature.isEncoder(model) ? Use.ENCODER : Use.OTHER;
  }

  /**
   * Gives what it says of itself.
   *
   * @throws ModelException if it is broken or must not be loaded
   */
  ModelFile sound() {
    return model.filter(m -> problem.isEmpty()).orElseThrow(() -> new ModelException(problem));
  }

  /** What it is to the voices of a store; empty for voices themselves. */
  public Optional<SharedModel> shared() {
    String what =
        switch (use) {
          case ENCODER -> "content encoder" + model.map(GraphFile::widths).orElse("");
          case PITCH ->
              "pitch model (" + model.flatMap(Signature::pitch).map(Enum::name).orElse("") + ")";
          default -> "";
        };
    return what.isEmpty()
        ? Optional.empty()
        : Optional.of(new SharedModel(path, what, StoredVoice.bytes(path)));
  }

  /** How sure it is that it gives rows of this width. */
  Signature.Fit fit(int channels) {
    return model.map(m -> Signature.fit(m, channels)).orElse(Signature.Fit.NO);
  }

  private static String widths(ModelFile encoder) {
    String widths =
        IntStream.of(256, 768)
            .filter(width -> Signature.fit(encoder, width) == Signature.Fit.SURE)
            .mapToObj(String::valueOf)
            .collect(Collectors.joining(" and "));
    return widths.isEmpty() ? "" : ", " + widths + " features";
  }

  /** Its name in its folder. */
  public String fileName() {
    return String.valueOf(path.getFileName());
  }
}
