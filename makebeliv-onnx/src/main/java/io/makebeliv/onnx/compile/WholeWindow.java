package io.makebeliv.onnx.compile;

import io.makebeliv.onnx.graph.Convolution;
import io.makebeliv.onnx.graph.Value;
import java.util.function.UnaryOperator;

/** All of time at once, with zeros before and after. */
final class WholeWindow implements TimeAxis {

  @Override
  public Value read(Signal signal) {
    return signal.track().newest;
  }

  @Override
  public void keep(Signal signal, int past) {}

  @Override
  public Signal conv(Signal signal, Kernel kernel, UnaryOperator<Value> before) {
    int first = kernel.span() / 2;
    Convolution shape =
        Convolution.overFlatTime()
            .dilated(kernel.dilation())
            // Of an odd span RVC puts the smaller half first.
            .padded(first, kernel.span() - first);
    return signal.with(kernel.over(before.apply(read(signal)), shape), kernel.outputs());
  }

  @Override
  public Signal upsampled(Signal signal, Kernel kernel, int rate, UnaryOperator<Value> before) {
    Convolution shape =
        Convolution.overFlatTime().strided(rate).padded((kernel.width() - rate) / 2);
    return signal.resampled(
        kernel.over(before.apply(read(signal)), shape),
        kernel.outputs(),
        signal.track().perFrame * rate,
        0);
  }

  @Override
  public Signal downsampled(Signal signal, Kernel kernel, int rate, int padding, int delay) {
    Convolution shape = Convolution.overFlatTime().strided(rate).padded(padding);
    return signal.resampled(
        kernel.over(read(signal), shape), kernel.outputs(), signal.track().perFrame / rate, 0);
  }

  @Override
  public int lateness(int ahead) {
    return 0;
  }
}
