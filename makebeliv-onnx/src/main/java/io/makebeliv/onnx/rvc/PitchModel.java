package io.makebeliv.onnx.rvc;

import io.makebeliv.inference.ModelException;
import io.makebeliv.onnx.f0.CrepeFrames;
import io.makebeliv.onnx.f0.LogMel;
import io.makebeliv.onnx.f0.Salience;
import io.makebeliv.onnx.runtime.LoadedGraph;
import io.makebeliv.onnx.runtime.TensorSpec;
import java.util.List;
import java.util.Optional;

/** A network that finds the pitch, in one of the forms in which they are passed on. */
public final class PitchModel implements AutoCloseable {

  /** What goes in and comes out. */
  enum Form {
    /** RMVPE: log-mel [1, 128, T] to 360 saliences a frame, or to Hz. */
    RMVPE,
    /** RMVPE with its own ears: samples [1, n] to Hz. */
    RMVPE_WAVE,
    /** FCPE: log-mel [1, T, 128] to 360 saliences a frame, or to Hz. */
    FCPE,
    /** CREPE: frames [B, 1024] to 360 saliences each. */
    CREPE
  }

  static final String THRESHOLD = "threshold";

  private final LoadedGraph graph;
  private final Form form;

  private PitchModel(LoadedGraph graph, Form form) {
    this.graph = graph;
    this.form = form;
  }

  /**
   * Takes a graph.
   *
   * @param graph closed with the model, or if it is none
   * @throws ModelException if it is of no form that is known
   */
  public static PitchModel of(LoadedGraph graph) {
    Optional<Form> form = form(graph.inputs());
    if (form.isEmpty()) {
      String signature = graph.signature();
      graph.close();
      throw new ModelException(
          "%s is no pitch model that is known (RMVPE, FCPE, CREPE): %s."
              .formatted(graph.name(), signature));
    }
    return new PitchModel(graph, form.get());
  }

  /** Says which form a graph of these inputs has. */
  static Optional<Form> form(List<TensorSpec> inputs) {
    List<TensorSpec> signals =
        inputs.stream().filter(input -> !input.name().equals(THRESHOLD)).toList();
    if (signals.size() != 1 || !signals.get(0).type().isReal()) {
      return Optional.empty();
    }
    TensorSpec signal = signals.get(0);
    List<Long> shape = signal.shape();
    boolean thresholded = inputs.size() == 2;
    if (shape.size() == 3 && shape.get(1) == LogMel.BANDS) {
      return Optional.of(Form.RMVPE);
    }
    if (shape.size() == 3 && shape.get(2) == LogMel.BANDS) {
      return Optional.of(Form.FCPE);
    }
    if (shape.size() == 2 && shape.get(1) == CrepeFrames.LENGTH) {
      return Optional.of(Form.CREPE);
    }
    if (shape.size() == 3 && signal.name().equals("mel")) {
      return Optional.of(Form.RMVPE);
    }
    return shape.size() == 2 && thresholded ? Optional.of(Form.RMVPE_WAVE) : Optional.empty();
  }

  LoadedGraph graph() {
    return graph;
  }

  Form form() {
    return form;
  }

  String name() {
    return graph.name();
  }

  /** What a person calls it. */
  public String describe() {
    return switch (form) {
      case RMVPE, RMVPE_WAVE -> "RMVPE";
      case FCPE -> "FCPE";
      case CREPE -> "CREPE";
    };
  }

  /** The threshold that the form is used with. */
  float threshold() {
    boolean vcClient =
        form == Form.RMVPE_WAVE
            && graph.outputs().stream().anyMatch(output -> output.name().equals("pitchf"));
    return switch (form) {
      case RMVPE, RMVPE_WAVE -> vcClient ? 0.3f : 0.03f;
      case FCPE -> 0.006f;
      case CREPE -> 0;
    };
  }

  /** How saliences are read. */
  Salience salience() {
    return switch (form) {
      case RMVPE, RMVPE_WAVE -> Salience.rmvpe(threshold());
      case FCPE -> Salience.fcpe(threshold());
      case CREPE -> Salience.crepe();
    };
  }

  /**
   * How many samples it hears at a time.
   *
   * @param chunk samples that are new
   */
  int window(int chunk) {
    int least = chunk + 800;
    // RMVPE halves its frames five times over: n / 160 + 1 of them are a multiple of 32.
    return form == Form.RMVPE || form == Form.RMVPE_WAVE
        ? 5120 * ((least - 1) / 5120 + 1) - 160
        : (least + 159) / 160 * 160;
  }

  /**
   * Checks that it gives what can be read as a pitch.
   *
   * @throws ModelException if it does not
   */
  public void check() {
    open(LogMel.SAMPLE_RATE / 10).close();
  }

  /**
   * Opens a stream's own way to run it.
   *
   * @param chunk samples that are new each time
   * @throws ModelException if it does not run
   */
  PitchFollower open(int chunk) {
    return new NetworkPitch(this, window(chunk), chunk);
  }

  @Override
  public void close() {
    graph.close();
  }
}
