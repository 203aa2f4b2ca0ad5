package io.makebeliv.onnx.box;

import io.makebeliv.onnx.graph.FloatTensor;
import io.makebeliv.onnx.graph.Model;
import io.makebeliv.onnx.runtime.ElementType;
import io.makebeliv.onnx.runtime.GraphLoader;
import io.makebeliv.onnx.runtime.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The two networks of a voice that nobody trained, ready to be loaded. */
public final class VoiceBox {

  private VoiceBox() {}

  /** What hears. */
  public static GraphLoader encoder() {
    return loader("encoder in the box", SpectralEncoder.model());
  }

  /** What speaks. */
  public static GraphLoader synthesizer() {
    return loader("voice in the box", HarmonicSynthesizer.model());
  }

  private static GraphLoader loader(String name, Model model) {
    GraphLoader loader = GraphLoader.bytes(name, model.graphBytes());
    model
        .externalWeights()
        .forEach((weight, values) -> loader.weight(weight, tensor((FloatTensor) values)));
    return loader;
  }

  private static Tensor tensor(FloatTensor values) {
    ByteBuffer memory =
        ByteBuffer.allocateDirect(Float.BYTES * values.count()).order(ByteOrder.nativeOrder());
    memory.asFloatBuffer().put(values.values());
    return Tensor.over(ElementType.FLOAT, memory, values.shape());
  }
}
