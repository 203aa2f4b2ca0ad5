package io.makebeliv.onnx.compile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl;
import com.google.protobuf.InvalidProtocolBufferException;
import io.makebeliv.onnx.graph.Model;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** How much a stream's decoder multiplies, counted by what goes through its convolutions. */
final class DecoderWorkTest {

  private static final SynthesizerConfig CONFIG = SynthesizerConfig.standard("v2", 40_000, true);
  private static final int WINDOW = 60;

  @Test
  void nothingIsDecodedTwiceOrOnlyWhatIsLookedAheadTo() {
    SynthesizerCompiler compiler =
        new SynthesizerCompiler(CONFIG, Parameters.synthetic(1)).sourceNoise(SourceNoise.INPUT);
    double own = ownPerFrame(compiler);
    try (Counted stream = new Counted(compiler.streaming())) {
      int reach = 35;
      for (int step : new int[] {2, 6, 10, 25}) {
        double full = step(stream, step, reach, reach) / (step * own);
        double less = step(stream, step, 0, reach) / (step * own);
        if (Boolean.getBoolean("makebeliv.figures")) {
          System.out.printf(
              "step of %d frames: %.3f of the network's own work with all to look ahead to, %.3f with less (%.0f million a frame)%n",
              step, full, less, own / 1e6);
        }
        assertEquals(1, full, 0.05);
        assertTrue(less <= (step + 4.0) / step, "step %d: %.3f".formatted(step, less));
      }
    }
  }

  private static double ownPerFrame(SynthesizerCompiler compiler) {
    int frames = 20;
    try (Counted whole = new Counted(compiler.windowed())) {
      Running.Inputs inputs = common(whole.running, frames, frames);
      return whole.multiplied(
              inputs.with("skip_head", new long[] {0}).with("return_length", new long[] {frames}))
          / frames;
    }
  }

  private static double step(Counted stream, int step, int ahead, int reach) {
    Running.Inputs inputs = common(stream.running, WINDOW, step + reach - ahead);
    inputs
        .with("head", new long[] {20})
        .with("steps", new long[] {step})
        .with("ahead", new long[] {ahead});
    stream
        .running
        .inputShapes()
        .forEach(
            (name, shape) -> {
              if (name.startsWith("state_")) {
                inputs.with(name, new float[(int) (shape[1] * shape[3])], shape);
              }
            });
    return stream.multiplied(inputs);
  }

  private static Running.Inputs common(Running running, int window, int driven) {
    int samples = CONFIG.samplesPerFrame();
    return running
        .with("phone", new float[window * 768], 1, window, 768)
        .with("pitch", new long[window], 1, window)
        .with("ds", new long[1], 1)
        .with("rnd", new float[192 * driven], 1, 192, driven)
        .with("pitchf", new float[driven], 1, driven)
        .with("noise", new float[driven * samples], 1, driven, samples)
        .with("phase", new float[1], 1);
  }

  /** A graph that also puts out what its decoder's convolutions see or give. */
  private static final class Counted implements AutoCloseable {

    final Running running;

    /** How often each value of what is put out is multiplied. */
    private final Map<String, Long> uses = new LinkedHashMap<>();

    Counted(Model model) {
      try {
        OnnxMl.ModelProto.Builder proto =
            OnnxMl.ModelProto.parseFrom(model.graphBytes()).toBuilder();
        Map<String, List<Long>> weights = new HashMap<>();
        for (OnnxMl.TensorProto weight : proto.getGraph().getInitializerList()) {
          weights.put(weight.getName(), weight.getDimsList());
        }
        for (OnnxMl.NodeProto node : proto.getGraph().getNodeList()) {
          boolean up = node.getOpType().equals("ConvTranspose");
          if ((up || node.getOpType().equals("Conv")) && node.getInput(1).startsWith("dec.")) {
            List<Long> dims = Objects.requireNonNull(weights.get(node.getInput(1)));
            uses.merge(
                up ? node.getInput(0) : node.getOutput(0), dims.get(1) * dims.get(3), Long::sum);
          }
        }
        for (String name : uses.keySet()) {
          proto
              .getGraphBuilder()
              .addOutput(
                  OnnxMl.ValueInfoProto.newBuilder()
                      .setName(name)
                      .setType(
                          OnnxMl.TypeProto.newBuilder()
                              .setTensorType(OnnxMl.TypeProto.Tensor.newBuilder().setElemType(1))));
        }
        running = Running.of(proto.build().toByteArray(), model, 1);
      } catch (InvalidProtocolBufferException e) {
        throw new AssertionError(e);
      }
    }

    double multiplied(Running.Inputs inputs) {
      Running.Outputs outputs = inputs.run();
      double sum = 0;
      for (Map.Entry<String, Long> use : uses.entrySet()) {
        sum += (double) outputs.get(use.getKey()).length * use.getValue();
      }
      return sum;
    }

    @Override
    public void close() {
      running.close();
    }
  }
}
