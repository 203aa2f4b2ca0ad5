package io.makebeliv.onnx.rvc;

import io.makebeliv.inference.ModelException;
import io.makebeliv.onnx.f0.CrepeFrames;
import io.makebeliv.onnx.f0.F0Track;
import io.makebeliv.onnx.f0.LogMel;
import io.makebeliv.onnx.f0.MelWindow;
import io.makebeliv.onnx.f0.Salience;
import io.makebeliv.onnx.runtime.Call;
import io.makebeliv.onnx.runtime.LoadedGraph;
import io.makebeliv.onnx.runtime.Tensor;
import io.makebeliv.onnx.runtime.TensorSpec;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Runs a {@link PitchModel} on a window that slides over one stream. */
final class NetworkPitch implements PitchFollower {

  /** Loud enough to be heard, and a tenth of it. */
  private static final float TEST_LEVEL = 0.5f;

  private final PitchModel model;
  private final int window;
  private final int chunk;
  private final int frames;
  private final Salience salience;
  private final Call call;
  private final Tensor input;
  private final Tensor output;
  private final @Nullable MelWindow mel;
  private final FloatBuffer melRows;
  private final float[] row;
  private final float[] found;
  private final float[] f0;
  private final float[] periodicity;
  private final boolean saliences;
  private boolean normalises;

  NetworkPitch(PitchModel model, int window, int chunk) {
    this.model = model;
    this.window = window;
    this.chunk = chunk;
    LoadedGraph graph = model.graph();
    salience = model.salience();
    mel =
        switch (model.form()) {
          case RMVPE -> new MelWindow(LogMel.rmvpe(), window);
          case FCPE -> new MelWindow(LogMel.fcpe(), window);
          default -> null;
        };
    frames = window / LogMel.HOP + 1;
    Map<String, Tensor> inputs = new LinkedHashMap<>();
    try {
      Tensor signal = null;
      for (TensorSpec spec : graph.inputs()) {
        Tensor tensor = Tensor.of(spec.type(), shape(spec));
        inputs.put(spec.name(), tensor);
        if (spec.name().equals(PitchModel.THRESHOLD)) {
          tensor.put(0, model.threshold());
        } else {
          signal = tensor;
        }
      }
      if (signal == null) {
        throw new ModelException(graph.name() + " has no input for a signal.");
      }
      input = signal;
      TensorSpec result = result(graph, graph.outputsFor(inputs));
      output =
          Tensor.of(result.type(), result.shape().stream().mapToLong(Long::longValue).toArray());
      saliences = output.elements() >= frames * Salience.BINS;
      call = prepare(graph, inputs, result.name(), output);
    } catch (RuntimeException | Error e) {
      inputs.values().forEach(Tensor::close);
      throw e;
    }
    melRows = FloatBuffer.allocate(mel == null ? 0 : input.elements());
    row = new float[Math.max(CrepeFrames.LENGTH, input.elements())];
    found = new float[output.elements()];
    f0 = new float[frames];
    periodicity = new float[frames];
    try {
      normalises = model.form() == PitchModel.Form.CREPE && wantsNormalised();
    } catch (RuntimeException | Error e) {
      call.close();
      throw e;
    }
  }

  private static Call prepare(
      LoadedGraph graph, Map<String, Tensor> inputs, String result, Tensor output) {
    Call.Builder builder = graph.call();
    try {
      inputs.forEach(builder::input);
      return builder.output(result, output).prepare();
    } catch (RuntimeException | Error e) {
      output.close();
      throw e;
    }
  }

  private long[] shape(TensorSpec spec) {
    if (spec.name().equals(PitchModel.THRESHOLD)) {
      return spec.shape().isEmpty() ? new long[0] : new long[] {1};
    }
    return switch (model.form()) {
      case RMVPE -> new long[] {1, LogMel.BANDS, frames};
      case RMVPE_WAVE -> new long[] {1, window};
      case FCPE -> new long[] {1, frames, LogMel.BANDS};
      case CREPE -> new long[] {frames, CrepeFrames.LENGTH};
    };
  }

  /** Saliences or Hz: as many as there are frames; a voicing flag beside them is not needed. */
  private TensorSpec result(LoadedGraph graph, List<TensorSpec> outputs) {
    for (TensorSpec candidate : outputs) {
      long elements = candidate.shape().stream().reduce(1L, (a, b) -> a * b);
      boolean fits =
          elements == (long) frames * Salience.BINS || elements == frames || elements == frames - 1;
      if (candidate.type().isReal() && fits && !candidate.name().equals("uv")) {
        return candidate;
      }
    }
    throw new ModelException(
        "%s gave %s for %d frames; expected was %d saliences or a pitch for each."
            .formatted(graph.name(), outputs, frames, Salience.BINS));
  }

  /**
   * Some exports of CREPE level their input themselves, others want it levelled: those hear another
   * pitch when the same sound is softer.
   */
  private boolean wantsNormalised() {
    float[] test = new float[window];
    for (int i = 0; i < window; i++) {
      test[i] = (float) (TEST_LEVEL * Math.sin(2 * Math.PI * 220 * i / LogMel.SAMPLE_RATE));
    }
    float[] loud = run(test);
    for (int i = 0; i < window; i++) {
      test[i] /= 10;
    }
    float[] soft = run(test);
    double difference = 0;
    for (int i = 0; i < loud.length; i++) {
      difference = Math.max(difference, Math.abs(loud[i] - soft[i]));
    }
    return difference > 1e-3;
  }

  private float[] run(float[] signal) {
    hear(signal);
    call.run();
    output.get(0, found, 0, found.length);
    return found.clone();
  }

  @Override
  public int window() {
    return window;
  }

  @Override
  public void follow(float[] signal, long end, F0Track track) {
    hear(signal);
    call.run();
    output.get(0, found, 0, found.length);
    int got = read();
    // Frame k of the window is centred on its sample 160 k.
    track.takeWindow(end - window / LogMel.HOP, f0, 0, got);
  }

  private void hear(float[] signal) {
    int offset = signal.length - window;
    if (mel != null) {
      mel.update(signal, offset, chunk);
      if (model.form() == PitchModel.Form.RMVPE) {
        mel.byBand(melRows, frames);
      } else {
        mel.byFrame(melRows, 1);
      }
      input.put(0, melRows.array(), 0, input.elements());
    } else if (model.form() == PitchModel.Form.CREPE) {
      for (int k = 0; k < frames; k++) {
        CrepeFrames.cut(signal, offset, window, k, normalises, row, 0);
        input.put(k * CrepeFrames.LENGTH, row, 0, CrepeFrames.LENGTH);
      }
    } else {
      System.arraycopy(signal, offset, row, 0, window);
      input.put(0, row, 0, window);
    }
  }

  /** Reads what came out; returns how many frames that is. */
  private int read() {
    if (!saliences) {
      int got = Math.min(frames, found.length);
      for (int k = 0; k < got; k++) {
        f0[k] = found[k] > 0 && found[k] < 4000 ? found[k] : 0;
      }
      return got;
    }
    if (model.form() == PitchModel.Form.CREPE) {
      salience.decode(found, 0, frames, f0, periodicity, 0);
    } else {
      salience.decode(found, 0, frames, f0, 0);
    }
    return frames;
  }

  @Override
  public void reset() {
    if (mel != null) {
      mel.reset();
    }
  }

  @Override
  public void close() {
    call.close();
  }
}
