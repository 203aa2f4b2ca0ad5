package io.makebeliv.onnx.streaming;

import io.makebeliv.onnx.runtime.Call;
import io.makebeliv.onnx.runtime.Tensor;
import io.makebeliv.onnx.runtime.TensorSpec;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One stream's call of a stage: its tensors, and what is set in them before each step. */
final class StageCall implements AutoCloseable {

  private final Stage stage;
  private final Call call;
  private final State[] states;
  private final Count[] counters;
  private final NoiseSource[] noises;
  private final @Nullable Tensor audioInput;
  private final @Nullable Tensor audioOutput;

  private record State(Wiring.State wiring, Tensor first, Tensor second) {}

  private record Count(Wiring.Counter wiring, Tensor tensor) {}

  /**
   * Makes the tensors.
   *
   * @param handed what earlier stages hand on; this one's outputs are added
   * @param seed of the noise
   */
  StageCall(Stage stage, Map<String, Tensor> handed, long seed) {
    this.stage = stage;
    Wiring wiring = stage.wiring();
    Call.Builder builder = stage.graph().call();
    try {
      audioInput = bindInput(builder, wiring.audioInput());
      audioOutput = bindOutput(builder, wiring.audioOutput());
      for (Wiring.Constant constant : wiring.constants()) {
        constant.values().fill(input(builder, constant.input()));
      }
      counters =
          wiring.counters().stream()
              .map(counter -> new Count(counter, input(builder, counter.input())))
              .toArray(Count[]::new);
      noises =
          wiring.noises().stream()
              .map(
                  noise ->
                      new NoiseSource(
                          input(builder, noise.input()),
                          noise.deviation(),
                          seed,
                          noise.input().name()))
              .toArray(NoiseSource[]::new);
      states = wiring.states().stream().map(state -> state(builder, state)).toArray(State[]::new);
      for (Wiring.Link link : wiring.links()) {
        Tensor tensor = handed.get(link.output());
        if (tensor == null) {
          throw new IllegalStateException(link + " has no tensor");
        }
        builder.input(link.input().name(), tensor);
      }
      for (TensorSpec output : wiring.open()) {
        Tensor tensor = stage.outputTensor(output);
        builder.output(output.name(), tensor);
        handed.put(output.name(), tensor);
      }
      call = builder.prepare();
    } catch (RuntimeException | Error e) {
      builder.discard();
      throw e;
    }
  }

  private @Nullable Tensor bindInput(Call.Builder builder, @Nullable TensorSpec spec) {
    return spec == null ? null : input(builder, spec);
  }

  private @Nullable Tensor bindOutput(Call.Builder builder, @Nullable TensorSpec spec) {
    if (spec == null) {
      return null;
    }
    Tensor tensor = stage.outputTensor(spec);
    builder.output(spec.name(), tensor);
    return tensor;
  }

  private Tensor input(Call.Builder builder, TensorSpec spec) {
    Tensor tensor = stage.inputTensor(spec);
    builder.input(spec.name(), tensor);
    return tensor;
  }

  private State state(Call.Builder builder, Wiring.State state) {
    Tensor first = stage.inputTensor(state.input());
    Tensor second = stage.inputTensor(state.input());
    builder.state(state.input().name(), state.output().name(), first, second);
    return new State(state, first, second);
  }

  @Nullable Tensor audioInput() {
    return audioInput;
  }

  @Nullable Tensor audioOutput() {
    return audioOutput;
  }

  /**
   * Runs one step.
   *
   * @param count how many were run since the last reset
   * @param index of the step in the stream
   */
  void run(long count, long index) {
    for (Count counter : counters) {
      long value = counter.wiring.at(count, counter.tensor.type());
      for (int i = 0; i < counter.tensor.elements(); i++) {
        counter.tensor.putLong(i, value);
      }
    }
    for (NoiseSource noise : noises) {
      noise.fill(index);
    }
    call.run();
  }

  /** Takes out of the states what has faded so far that processors stumble over it. */
  void flushDenormals() {
    for (State state : states) {
      (call.atFirst() ? state.first : state.second).flushDenormals();
    }
  }

  void reset() {
    call.rewind();
    for (State state : states) {
      state.wiring.initial().fill(state.first);
    }
  }

  @Override
  public void close() {
    call.close();
  }
}
