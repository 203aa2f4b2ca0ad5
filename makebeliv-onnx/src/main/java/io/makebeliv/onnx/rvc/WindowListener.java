package io.makebeliv.onnx.rvc;

import io.makebeliv.onnx.runtime.Call;
import io.makebeliv.onnx.runtime.LoadedGraph;
import io.makebeliv.onnx.runtime.Tensor;
import io.makebeliv.onnx.runtime.TensorSpec;
import java.util.Map;

/** Hears every window from its first sample to its last, whatever was heard before. */
final class WindowListener implements ContentEncoder.Listener {

  private final Call call;
  private final Tensor wave;
  private final Tensor features;
  private final boolean transposed;
  private final int rows;
  private final int channels;
  private final float[] column;

  /**
   * Binds a window.
   *
   * @param inputs all that the graph takes, {@code wave} among them; the listener's from now on
   * @param output that of the features, rows before channels or the other way round
   */
  WindowListener(
      LoadedGraph graph, Map<String, Tensor> inputs, Tensor wave, TensorSpec output, int channels) {
    this.wave = wave;
    this.channels = channels;
    long[] shape = output.shape().stream().mapToLong(Long::longValue).toArray();
    features = Tensor.of(output.type(), shape);
    rows = features.elements() / channels;
    transposed = shape[1] == channels && shape[2] == rows && channels != rows;
    column = new float[transposed ? rows * channels : 0];
    Call.Builder builder = graph.call();
    try {
      inputs.forEach(builder::input);
      call = builder.output(output.name(), features).prepare();
    } catch (RuntimeException | Error e) {
      features.close();
      throw e;
    }
  }

  @Override
  public int rows() {
    return rows;
  }

  @Override
  public int late() {
    return 0;
  }

  @Override
  public void listen(float[] signal, float[] target) {
    wave.put(0, signal, signal.length - wave.elements(), wave.elements());
    call.run();
    if (!transposed) {
      features.get(0, target, 0, rows * channels);
      return;
    }
    features.get(0, column, 0, column.length);
    for (int row = 0; row < rows; row++) {
      for (int channel = 0; channel < channels; channel++) {
        target[row * channels + channel] = column[channel * rows + row];
      }
    }
  }

  @Override
  public void skip(long samples) {
    // Every window is new to it.
  }

  @Override
  public void reset() {
    // It remembers nothing.
  }

  @Override
  public void close() {
    call.close();
  }
}
