package io.makebeliv.onnx.rvc;

import io.makebeliv.onnx.runtime.Call;
import io.makebeliv.onnx.runtime.LoadedGraph;
import io.makebeliv.onnx.runtime.Tensor;
import io.makebeliv.onnx.runtime.TensorSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Goes on where it stopped: what a row hears by itself is carried from run to run, and only rows
 * that are new are listened to. Rows are two frames long and stay where they are in the stream. So
 * where a stream has come to the middle of one, the window ends before that one.
 */
final class CarriedListener implements ContentEncoder.Listener {

  static final String PASSED = "passed";

  private static final String STATE = "state_";
  private static final String NEXT = "_next";

  private final Call call;
  private final Tensor wave;
  private final Tensor passed;
  private final Tensor features;
  private final List<Tensor> states = new ArrayList<>();
  private final int rows;
  private final int moved;

  /** How far the stream has come into the row that follows the window, in samples. */
  private int late;

  /** Samples that were left out since the window that was heard last. */
  private long skipped;

  private boolean begun;

  /**
   * Binds a window.
   *
   * @param inputs all that the graph takes, {@code wave} among them; the listener's from now on
   * @param output that of the features
   * @param moved by how many samples the window moves
   */
  CarriedListener(
      LoadedGraph graph, Map<String, Tensor> inputs, Tensor wave, TensorSpec output, int moved) {
    this.wave = wave;
    this.moved = moved;
    passed = Objects.requireNonNull(inputs.get(PASSED), PASSED);
    rows = Math.toIntExact(output.shape().get(1));
    List<Tensor> made = new ArrayList<>();
    try {
      features = Tensor.of(output.type(), sizes(output.shape()));
      made.add(features);
      Call.Builder builder = graph.call().output(output.name(), features);
      for (Map.Entry<String, Tensor> input : inputs.entrySet()) {
        Tensor first = input.getValue();
        if (isState(graph.input(input.getKey()))) {
          Tensor second = Tensor.of(first.type(), first.shape());
          made.add(second);
          states.add(first);
          states.add(second);
          builder.state(input.getKey(), input.getKey() + NEXT, first, second);
        } else {
          builder.input(input.getKey(), first);
        }
      }
      call = builder.prepare();
    } catch (RuntimeException | Error e) {
      made.forEach(Tensor::close);
      throw e;
    }
  }

  static boolean isState(TensorSpec input) {
    return input.name().startsWith(STATE);
  }

  private static long[] sizes(List<Long> shape) {
    return shape.stream().mapToLong(Long::longValue).toArray();
  }

  @Override
  public int rows() {
    return rows;
  }

  @Override
  public int late() {
    return late;
  }

  @Override
  public void listen(float[] signal, float[] target) {
    move();
    wave.put(0, signal, signal.length - late - wave.elements(), wave.elements());
    call.run();
    features.get(0, target, 0, features.elements());
    if (!isFinite(target)) {
      // What is carried would spoil all that comes.
      reset();
    }
  }

  private void move() {
    long come = late + skipped + moved;
    if (come >= (long) rows * ContentEncoder.HOP) {
      // Nothing of what is carried is in the window any more.
      reset();
    }
    if (!begun) {
      come = moved;
      late = 0;
    } else {
      late = (int) (come % ContentEncoder.HOP);
    }
    passed.putLong(0, Math.min(rows, come / ContentEncoder.HOP));
    skipped = 0;
    begun = true;
  }

  @Override
  public void skip(long samples) {
    skipped += samples;
  }

  private boolean isFinite(float[] target) {
    for (int i = 0; i < features.elements(); i++) {
      if (!Float.isFinite(target[i])) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void reset() {
    for (int i = 0; i < states.size(); i++) {
      states.get(i).fill(0);
    }
    call.rewind();
    begun = false;
  }

  @Override
  public void close() {
    call.close();
  }
}
