package io.makebeliv.onnx.streaming;

import io.makebeliv.inference.BackendSession;
import io.makebeliv.inference.ModelException;
import io.makebeliv.inference.StepControls;
import io.makebeliv.inference.StreamContext;
import io.makebeliv.inference.VoiceSettings;
import io.makebeliv.onnx.ExecutionProvider;
import io.makebeliv.onnx.OnnxOptions;
import io.makebeliv.onnx.OnnxVoice;
import io.makebeliv.onnx.runtime.GraphLoader;
import io.makebeliv.onnx.runtime.LoadedGraph;
import io.makebeliv.onnx.runtime.ModelFile;
import io.makebeliv.onnx.runtime.TensorSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A model that converts a stream chunk by chunk. It makes one voice, whose pitch is its own. */
public final class StreamingVoice implements OnnxVoice {

  /** The id of the provider. */
  public static final String ID = "onnx";

  private static final VoiceSettings AS_IT_IS = new VoiceSettings(0, 1);

  private final String name;
  private final List<Stage> stages;
  private final Chunks chunks;

  private StreamingVoice(String name, List<Stage> stages, Chunks chunks) {
    this.name = name;
    this.stages = stages;
    this.chunks = chunks;
  }

  /**
   * Loads a voice and tries it out on silence.
   *
   * @throws ModelException if it is in doubt what its inputs and outputs are for, or it does not
   *     run
   */
  public static StreamingVoice open(StreamingModel model, OnnxOptions options) {
    List<ModelFile> files = model.files();
    ModelFile first = files.get(0);
    Sidecar notes = model.notes();
    List<Wiring> wirings = WiringFinder.of(files, notes, Chunks.inputRate(first, notes));
    boolean remembers =
        wirings.stream().anyMatch(w -> !w.states().isEmpty() || !w.counters().isEmpty());
    TensorSpec audio = there(wirings.get(0).audioInput());
    Chunks.Plan plan = Chunks.plan(first, notes, Chunks.frames(audio), remembers);

    List<Stage> stages = new ArrayList<>();
    List<LoadedGraph> graphs = new ArrayList<>();
    try {
      Map<String, TensorSpec> handed = new LinkedHashMap<>();
      for (int i = 0; i < files.size(); i++) {
        Wiring wiring = wirings.get(i);
        Dimensions dimensions = new Dimensions(files.get(i).name(), notes.dimensions());
        if (i == 0) {
          dimensions.audio(audio, plan.window());
        }
        dimensions.batches(files.get(i).inputs());
        GraphLoader loader = GraphLoader.file(model.paths().get(i)).options(options);
        dimensions.symbols().forEach(loader::freeze);
        LoadedGraph graph = loader.load();
        graphs.add(graph);
        Map<String, TensorSpec> upstream = new LinkedHashMap<>();
        for (Wiring.Link link : wiring.links()) {
          TensorSpec given = handed.get(link.output());
          if (given != null) {
            upstream.put(link.input().name(), given);
          }
        }
        Stage stage = Stage.tried(graph, wiring, dimensions, upstream);
        handed.putAll(stage.handedOn());
        stages.add(stage);
      }
      Stage last = stages.get(stages.size() - 1);
      Chunks chunks = plan.with(elements(last, there(last.wiring().audioOutput())));
      String name = notes.name().isEmpty() ? fileName(model) : notes.name();
      StreamingVoice voice = new StreamingVoice(name, List.copyOf(stages), chunks);
      voice.tryOut();
      return voice;
    } catch (RuntimeException | Error e) {
      graphs.forEach(LoadedGraph::close);
      throw e;
    }
  }

  private static TensorSpec there(@Nullable TensorSpec spec) {
    if (spec == null) {
      throw new IllegalStateException("a voice has an audio input and output");
    }
    return spec;
  }

  private static int elements(Stage stage, TensorSpec output) {
    long elements = 1;
    for (long dimension : stage.outputs().getOrDefault(output.name(), new long[0])) {
      elements *= dimension;
    }
    return (int) Math.min(elements, Integer.MAX_VALUE);
  }

  private static String fileName(StreamingModel model) {
    return String.valueOf(model.paths().get(0).getFileName());
  }

  /** Some steps of silence: what fails here would fail in front of the user. */
  private void tryOut() {
    try (BackendSession session = openSession(new StreamContext(chunks.inputRate(), 0))) {
      float[] input = new float[chunks.step()];
      float[] output = new float[chunks.outputStep()];
      StepControls controls = new StepControls(chunks.step());
      for (int i = 0; i < 2; i++) {
        session.convert(input, output, controls);
      }
      for (float sample : output) {
        if (!Float.isFinite(sample)) {
          throw new ModelException(
              "%s puts out %s for silence: its weights are broken. Use another copy."
                  .formatted(stages.get(stages.size() - 1).graph().name(), sample));
        }
      }
    }
  }

  @Override
  public String id() {
    return ID;
  }

  @Override
  public String description() {
    return "%s, a streaming model on %s".formatted(name, provider());
  }

  @Override
  public ExecutionProvider provider() {
    return stages.get(0).graph().provider();
  }

  @Override
  public VoiceSettings defaults() {
    return AS_IT_IS;
  }

  @Override
  public void check(VoiceSettings settings) {
    refuseTarget(settings);
    if (!settings.equals(AS_IT_IS)) {
      throw new IllegalArgumentException(
          "%s has a pitch and formants of its own, which cannot be moved: asked for were %s semitones and a ratio of %s. Leave both out."
              .formatted(name, settings.pitchSemitones(), settings.formantRatio()));
    }
  }

  @Override
  public boolean followsPitch() {
    return false;
  }

  @Override
  public BackendSession openSession(StreamContext context) {
    return new StreamingSession(stages, chunks, context.seed());
  }

  @Override
  public void close() {
    stages.forEach(stage -> stage.graph().close());
  }
}
