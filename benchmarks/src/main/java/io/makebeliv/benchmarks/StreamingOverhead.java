package io.makebeliv.benchmarks;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import com.sun.management.ThreadMXBean;
import io.makebeliv.inference.BackendSession;
import io.makebeliv.inference.InferenceBackend;
import io.makebeliv.inference.StepControls;
import io.makebeliv.inference.StreamContext;
import io.makebeliv.onnx.OnnxProvider;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Measures what a session costs above ONNX Runtime itself, on a model of LLVC's shape: the same
 * graph, run bare and through a {@link BackendSession}, in turns on one thread.
 */
public final class StreamingOverhead {

  private static final String HELP =
      """
      Measures what a session costs above ONNX Runtime itself, on a model of LLVC's shape.

        mvn -q -pl benchmarks -am package -DskipTests
        java -cp benchmarks/target/benchmarks.jar io.makebeliv.benchmarks.StreamingOverhead [options]

        --turns N         how many turns of each; 40 by default
        --steps N         steps of 13 ms in a turn; 50 by default
        --help            this text

      Prints CPU time and bytes allocated for a step, bare and through a session, as medians over
      the turns, and the median of the ratios of neighbouring turns.
      """;

  private StreamingOverhead() {}

  /**
   * Runs it.
   *
   * @param arguments see {@code --help}
   */
  public static void main(String[] arguments) {
    System.exit(run(arguments));
  }

  static int run(String... arguments) {
    try {
      Arguments options = Arguments.of(arguments, Set.of("--help"), Set.of("--turns", "--steps"));
      if (options.has("--help")) {
        System.out.print(HELP);
        return 0;
      }
      measure(
          (int) options.number("--turns", 40, 1, 10_000),
          (int) options.number("--steps", 50, 1, 100_000));
      return 0;
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      return 2;
    } catch (IOException | OrtException e) {
      System.err.println(e);
      return 1;
    }
  }

  private static void measure(int turns, int steps) throws IOException, OrtException {
    Path file = Files.createTempFile("llvc-shape", ".onnx");
    try {
      Files.write(file, LlvcShape.bytes());
      try (InferenceBackend voice = new OnnxProvider().open(file);
          BackendSession session = voice.openSession(new StreamContext(16_000, 1));
          Bare bare = new Bare(file)) {
        print(turns, steps, session, bare);
      }
    } finally {
      Files.delete(file);
    }
  }

  private static void print(int turns, int steps, BackendSession session, Bare bare) {
    float[] input = new float[session.format().inputStep()];
    new SpokenTape(16_000).read(input, input.length);
    float[] output = new float[session.format().outputStep()];
    StepControls controls = new StepControls(input.length);
    Runnable ours = () -> session.convert(input, output, controls);
    Runnable theirs = () -> bare.step(input, output);
    double[] ratios = new double[turns];
    double[] our = new double[turns];
    double[] their = new double[turns];
    long ourBytes = Long.MAX_VALUE;
    long theirBytes = Long.MAX_VALUE;
    turn(theirs, 4 * steps);
    turn(ours, 4 * steps);
    for (int i = 0; i < turns; i++) {
      // Each goes first every other time.
      Cost a = turn(i % 2 == 0 ? ours : theirs, steps);
      Cost b = turn(i % 2 == 0 ? theirs : ours, steps);
      Cost mine = i % 2 == 0 ? a : b;
      Cost other = i % 2 == 0 ? b : a;
      our[i] = mine.micros;
      their[i] = other.micros;
      ratios[i] = mine.micros / other.micros;
      ourBytes = Math.min(ourBytes, mine.bytes);
      theirBytes = Math.min(theirBytes, other.bytes);
    }
    System.out.printf(
        Locale.ROOT,
        """
        | a step of 13 ms | CPU | allocated |
        |---|--:|--:|
        | ONNX Runtime, bare | %.0f us | %d B |
        | through a session | %.0f us | %d B |

        Ratio: %.4f (quartiles %.4f and %.4f) over %d turns of %d steps.
        """,
        quantile(their, 0.5),
        theirBytes,
        quantile(our, 0.5),
        ourBytes,
        quantile(ratios, 0.5),
        quantile(ratios, 0.25),
        quantile(ratios, 0.75),
        turns,
        steps);
  }

  private record Cost(double micros, long bytes) {}

  private static Cost turn(Runnable step, int steps) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long self = Thread.currentThread().getId();
    long bytes = threads.getThreadAllocatedBytes(self);
    long nanos = threads.getCurrentThreadCpuTime();
    for (int i = 0; i < steps; i++) {
      step.run();
    }
    return new Cost(
        (threads.getCurrentThreadCpuTime() - nanos) / 1e3 / steps,
        (threads.getThreadAllocatedBytes(self) - bytes) / steps);
  }

  private static double quantile(double[] values, double share) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[(int) Math.min(sorted.length - 1, Math.round(share * (sorted.length - 1)))];
  }

  /** The least that runs this model with its state: pinned tensors that change places. */
  private static final class Bare implements AutoCloseable {

    private static final Map<String, long[]> STATES = new LinkedHashMap<>();

    static {
      STATES.put("enc_buf", new long[] {1, 512, 510});
      STATES.put("dec_buf", new long[] {1, 2, 13, 256});
      STATES.put("out_buf", new long[] {1, 512, 4});
      STATES.put("convnet_pre_ctx", new long[] {1, 1, 24});
    }

    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final OrtSession.SessionOptions options = new OrtSession.SessionOptions();
    private final OrtSession session;
    private final List<OnnxTensor> tensors = new ArrayList<>();
    private final List<Map<String, OnnxTensor>> inputs =
        List.of(new LinkedHashMap<>(), new LinkedHashMap<>());
    private final List<Map<String, OnnxTensor>> outputs =
        List.of(new LinkedHashMap<>(), new LinkedHashMap<>());
    private final FloatBuffer audio = buffer(LlvcShape.WINDOW);
    private final FloatBuffer converted = buffer(LlvcShape.CHUNK);
    private int phase;

    Bare(Path file) throws OrtException {
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      options.addConfigEntry("session.intra_op.allow_spinning", "0");
      session = environment.createSession(file.toString(), options);
      OnnxTensor x = tensor(audio, 1, 1, LlvcShape.WINDOW);
      OnnxTensor y = tensor(converted, 1, 1, LlvcShape.CHUNK);
      inputs.forEach(map -> map.put("audio", x));
      outputs.forEach(map -> map.put("converted", y));
      for (Map.Entry<String, long[]> state : STATES.entrySet()) {
        int size = (int) Arrays.stream(state.getValue()).reduce(1, (a, b) -> a * b);
        OnnxTensor first = tensor(buffer(size), state.getValue());
        OnnxTensor second = tensor(buffer(size), state.getValue());
        inputs.get(0).put(state.getKey(), first);
        inputs.get(1).put(state.getKey(), second);
        outputs.get(0).put(state.getKey() + "_next", second);
        outputs.get(1).put(state.getKey() + "_next", first);
      }
    }

    private static FloatBuffer buffer(int floats) {
      return ByteBuffer.allocateDirect(4 * floats).order(ByteOrder.nativeOrder()).asFloatBuffer();
    }

    private OnnxTensor tensor(FloatBuffer buffer, long... shape) throws OrtException {
      OnnxTensor tensor = OnnxTensor.createTensor(environment, buffer, shape);
      tensors.add(tensor);
      return tensor;
    }

    void step(float[] input, float[] output) {
      audio.put(LlvcShape.WINDOW - LlvcShape.CHUNK, input, 0, LlvcShape.CHUNK);
      try (OrtSession.Result result = session.run(inputs.get(phase), outputs.get(phase))) {
        assert result.size() == outputs.get(phase).size();
      } catch (OrtException e) {
        throw new IllegalStateException(e);
      }
      converted.get(0, output, 0, LlvcShape.CHUNK);
      phase ^= 1;
    }

    @Override
    public void close() throws OrtException {
      tensors.forEach(OnnxTensor::close);
      session.close();
      options.close();
    }
  }
}
