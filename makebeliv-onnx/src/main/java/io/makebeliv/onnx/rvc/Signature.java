package io.makebeliv.onnx.rvc;

import io.makebeliv.onnx.f0.Salience;
import io.makebeliv.onnx.runtime.ModelFile;
import io.makebeliv.onnx.runtime.TensorSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a graph's inputs and outputs tell of its use to RVC voices, before anything is loaded. */
public final class Signature {

  /** How sure it is that an encoder gives rows of a certain width. */
  public enum Fit {
    /** It says so. */
    SURE,
    /** It says nothing against it; only a run shows it. */
    PERHAPS,
    /** It says otherwise. */
    NO
  }

  /** Networks that find the pitch, the best first. */
  public enum Pitch {
    /** RMVPE. */
    RMVPE,
    /** FCPE. */
    FCPE,
    /** CREPE. */
    CREPE
  }

  private Signature() {}

  /** Whether it is meant to be a synthesizer, an RVC voice's own file, of whatever layout. */
  public static boolean isSynthesizer(ModelFile file) {
    return file.inputs().stream()
        .anyMatch(input -> Role.of(input.name()).equals(Optional.of(Role.FEATURES)));
  }

  /** Whether it is a content encoder. */
  public static boolean isEncoder(ModelFile file) {
    return ContentEncoder.fits(file.inputs(), file.outputs())
        && file.outputs().stream().anyMatch(Signature::hasRows);
  }

  /** Models that convert streams also put samples out, but one of their dimensions is a channel. */
  private static boolean hasRows(TensorSpec output) {
    List<Long> shape = output.shape();
    return shape.size() == 3
        && (ContentEncoder.OUTPUTS.values().stream().anyMatch(n -> n.contains(output.name()))
            || (shape.get(1) != 1 && shape.get(2) != 1));
  }

  /**
   * Says whether an encoder gives rows that a voice takes.
   *
   * @param encoder a file that {@link #isEncoder} is true of
   * @param channels width of the voice's rows
   */
  public static Fit fit(ModelFile encoder, int channels) {
    Fit best = Fit.NO;
    for (TensorSpec output : encoder.outputs()) {
      Fit fit = fit(output, channels);
      best = fit.compareTo(best) < 0 ? fit : best;
    }
    return best;
  }

  private static Fit fit(TensorSpec output, int channels) {
    List<Long> shape = output.shape();
    if (shape.size() != 3) {
      return Fit.NO;
    }
    // The rows' count is open in most files, and their width is not.
    if (shape.get(2) == channels || shape.get(1) == channels) {
      return Fit.SURE;
    }
    if (shape.get(2) > 0) {
      return Fit.NO;
    }
    List<Integer> named =
        ContentEncoder.OUTPUTS.entrySet().stream()
            .filter(entry -> entry.getValue().contains(output.name()))
            .map(Map.Entry::getKey)
            .toList();
    if (named.equals(List.of(channels))) {
      return Fit.SURE;
    }
    return named.isEmpty() || named.contains(channels) ? Fit.PERHAPS : Fit.NO;
  }

  /** Which pitch model it is, if it is one. */
  public static Optional<Pitch> pitch(ModelFile file) {
    return PitchModel.form(file.inputs())
        .map(
            form ->
                switch (form) {
                  case RMVPE, RMVPE_WAVE -> Pitch.RMVPE;
                  case FCPE -> Pitch.FCPE;
                  case CREPE -> Pitch.CREPE;
                })
        // Chunks of a streaming model may happen to be as long as one of these has bands or
        // samples.
        .filter(pitch -> file.inputs().stream().noneMatch(Signature::hasOneChannel))
        .filter(pitch -> pitch != Pitch.CREPE || file.outputs().stream().anyMatch(Signature::bins));
  }

  private static boolean hasOneChannel(TensorSpec input) {
    return input.shape().size() == 3 && input.shape().get(1) == 1;
  }

  private static boolean bins(TensorSpec output) {
    List<Long> shape = output.shape();
    return !shape.isEmpty() && shape.get(shape.size() - 1) == Salience.BINS;
  }
}
