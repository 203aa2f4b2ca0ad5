package io.makebeliv.onnx.rvc;

import io.makebeliv.inference.ModelException;
import io.makebeliv.onnx.ExecutionProvider;
import io.makebeliv.onnx.compile.SynthesizerCompiler;
import io.makebeliv.onnx.runtime.ElementType;
import io.makebeliv.onnx.runtime.LoadedGraph;
import io.makebeliv.onnx.runtime.TensorSpec;
import java.util.Optional;

/**
 * The part of an RVC voice that speaks: content features, pitch and noise go in, 100 frames a
 * second, samples of the target's voice come out. Shared by all streams.
 */
public final class Synthesizer implements AutoCloseable {

  /** Frames a second. */
  static final int FRAME_RATE = 100;

  /** Files of a year of the WebUI declare any number of frames and run with this one alone. */
  static final int TRACED_FRAMES = 200;

  /** How far the flow looks to each side, in frames. */
  static final int FLOW_REACH = 24;

  /** Two numbers of frames without a common divisor: a graph that runs with both runs with any. */
  private static final int[] PROBES = {57, 32 + FLOW_REACH};

  /** Far more than any network of this kind sees: what a file says is not believed blindly. */
  private static final int LONGEST_REACH = 200;

  /** Frames that are asked for in a trial, where a graph lets itself be asked: few, to be quick. */
  private static final int PROBED_TAIL = 8;

  private final LoadedGraph graph;
  private final Layout layout;
  private final VoiceNotes notes;
  private final int channels;
  private final int onlyFrames;
  private final int samplesPerFrame;
  private final TensorSpec output;

  private Synthesizer(
      LoadedGraph graph,
      Layout layout,
      VoiceNotes notes,
      int channels,
      int onlyFrames,
      Shape shape) {
    this.graph = graph;
    this.layout = layout;
    this.notes = notes;
    this.channels = channels;
    this.onlyFrames = onlyFrames;
    samplesPerFrame = shape.samplesPerFrame;
    output = shape.output;
  }

  /**
   * Finds out how to call a graph, and runs it to see that it can be called so.
   *
   * @param graph a loaded graph; closed with the synthesizer, or if it is none
   * @throws ModelException if it is no synthesizer of RVC, or none that runs
   */
  public static Synthesizer of(LoadedGraph graph) {
    try {
      Layout layout = Layout.of(graph.name(), graph.inputs(), graph.metadata());
      VoiceNotes notes = VoiceNotes.of(graph.name(), graph.metadata());
      int channels = channels(graph, layout, notes);
      if (layout.kind() == Layout.Kind.CARRIED) {
        return new Synthesizer(graph, layout, notes, channels, 0, carriedShape(graph, layout));
      }
      int only = declaredFrames(graph, layout);
      if (only > 0) {
        Shape shape = probe(graph, layout, channels, only);
        return new Synthesizer(graph, layout, notes, channels, only, shape);
      }
      return anyFrames(graph, layout, notes, channels);
    } catch (RuntimeException | Error e) {
      graph.close();
      throw e;
    }
  }

  private static int channels(LoadedGraph graph, Layout layout, VoiceNotes notes) {
    int declared = layout.channels() > 0 ? layout.channels() : notes.channels();
    if (declared <= 0 || declared > Layout.MOST_CHANNELS) {
      throw new ModelException(
          "%s does not say how wide its features are (256 for version 1, 768 for version 2): %s."
              .formatted(graph.name(), layout.get(Role.FEATURES)));
    }
    return declared;
  }

  /** The one number of frames that the graph is said to run with, or 0 where nothing is said. */
  private static int declaredFrames(LoadedGraph graph, Layout layout) {
    return layout.kind() == Layout.Kind.FIXED
        ? note(graph, Layout.FIXED_SKIP) + note(graph, Layout.FIXED_RETURN)
        : layout.fixedFrames();
  }

  /** Sees whether a graph that declares any number of frames really runs with any. */
  private static Synthesizer anyFrames(
      LoadedGraph graph, Layout layout, VoiceNotes notes, int channels) {
    Shape shape;
    try {
      shape = probe(graph, layout, channels, PROBES[0]);
      Shape other = probe(graph, layout, channels, PROBES[1]);
      if (other.samplesPerFrame != shape.samplesPerFrame) {
        throw new ModelException(
            "%s put out %d samples a frame for %d frames, and %d for %d."
                .formatted(
                    graph.name(),
                    shape.samplesPerFrame,
                    PROBES[0],
                    other.samplesPerFrame,
                    PROBES[1]));
      }
    } catch (ModelException e) {
      return onlyTraced(graph, layout, notes, channels, e);
    }
    return new Synthesizer(graph, layout, notes, channels, 0, shape);
  }

  private static Synthesizer onlyTraced(
      LoadedGraph graph, Layout layout, VoiceNotes notes, int channels, ModelException failure) {
    try {
      Shape shape = probe(graph, layout, channels, TRACED_FRAMES);
      return new Synthesizer(graph, layout, notes, channels, TRACED_FRAMES, shape);
    } catch (ModelException e) {
      // What any number of frames shows says more than what this one does.
      failure.addSuppressed(e);
      throw failure;
    }
  }

  private static int note(LoadedGraph graph, String key) {
    String value = graph.metadata().getOrDefault(key, "");
    try {
      return Integer.parseInt(value.strip());
    } catch (NumberFormatException e) {
      throw new ModelException(
          "%s: the note '%s' must be a number of frames, was '%s'."
              .formatted(graph.name(), key, value),
          e);
    }
  }

  private static Shape carriedShape(LoadedGraph graph, Layout layout) {
    try (CarriedInputs inputs =
        new CarriedInputs(graph, layout, new Carriage(PROBES[0], PROBED_TAIL, 0, reach(graph)))) {
      TensorSpec output = inputs.probe();
      long samples = output.shape().stream().reduce(1L, (a, b) -> a * b);
      if (samples == 0 || samples % PROBED_TAIL != 0) {
        throw new ModelException(
            "%s put out %s for a step of %d frames, which is no whole number of samples a frame."
                .formatted(graph.name(), output, PROBED_TAIL));
      }
      return new Shape(Math.toIntExact(samples / PROBED_TAIL), output);
    }
  }

  private static int reach(LoadedGraph graph) {
    int reach = note(graph, SynthesizerCompiler.REACH);
    if (reach < 0 || reach > LONGEST_REACH) {
      throw new ModelException(
          "%s: the note '%s' must be from 0 to %d frames, was %d."
              .formatted(graph.name(), SynthesizerCompiler.REACH, LONGEST_REACH, reach));
    }
    return reach;
  }

  /** What a run shows of the output. */
  private record Shape(int samplesPerFrame, TensorSpec output) {}

  private static Shape probe(LoadedGraph graph, Layout layout, int channels, int frames) {
    Window window = window(graph, layout, frames, PROBED_TAIL);
    SynthesizerInputs inputs = new SynthesizerInputs(graph, layout, channels, window);
    try {
      TensorSpec output = inputs.probe();
      long samples = output.shape().stream().reduce(1L, (a, b) -> a * b);
      if (samples == 0 || samples % window.returned() != 0) {
        throw new ModelException(
            "%s put out %s for %d frames, which is no whole number of samples a frame."
                .formatted(graph.name(), output, window.returned()));
      }
      return new Shape(Math.toIntExact(samples / window.returned()), output);
    } finally {
      inputs.close();
    }
  }

  /**
   * Says how to ask for the last frames of a window.
   *
   * @param frames how many go in
   * @param tail how many are wanted at least
   */
  private static Window window(LoadedGraph graph, Layout layout, int frames, int tail) {
    return switch (layout.kind()) {
      case WHOLE -> new Window(frames, frames);
      case SKIP_AND_RETURN, SKIP -> new Window(frames, Math.min(tail, frames - FLOW_REACH));
      case RATE -> new Window(frames, Math.min(frames, tail + FLOW_REACH));
      case FIXED -> new Window(frames, note(graph, Layout.FIXED_RETURN));
      case CARRIED -> new Window(frames, frames);
    };
  }

  /** The file, for messages. */
  String name() {
    return graph.name();
  }

  LoadedGraph graph() {
    return graph;
  }

  /** What really computes it. */
  public ExecutionProvider provider() {
    return graph.provider();
  }

  /** What its file says that it is called. */
  public Optional<String> title() {
    return notes.title().isBlank() ? Optional.empty() : Optional.of(notes.title());
  }

  Layout layout() {
    return layout;
  }

  /** How wide a row of features is: 256 or 768 in real voices. */
  public int channels() {
    return channels;
  }

  /** Whether it wants the pitch. */
  public boolean pitched() {
    return layout.pitched();
  }

  /** Whether it can be told where its source begins. */
  boolean takesPhase() {
    return layout.find(Role.PHASE).isPresent();
  }

  int samplesPerFrame() {
    return samplesPerFrame;
  }

  public int sampleRate() {
    return samplesPerFrame * FRAME_RATE;
  }

  /** The one number of frames that the graph runs with, or 0 where any will do. */
  int onlyFrames() {
    return onlyFrames;
  }

  /** Whether it goes on where it stopped, and is opened by {@link #carry}. */
  boolean carries() {
    return layout.kind() == Layout.Kind.CARRIED;
  }

  /**
   * Checks whether it can be spoken slower or faster, and played so that the pitch stays.
   *
   * @param ratio factor on the formants
   * @throws IllegalArgumentException if it is not 1 and that cannot be; the message says why
   */
  public void checkFormant(double ratio) {
    if (ratio != 1 && carries()) {
      throw new IllegalArgumentException(
          "%s carries its past from chunk to chunk and cannot move formants: formant must be 1, was %s. Export its checkpoint with the layout 'windowed' for that."
              .formatted(name(), ratio));
    }
    if (ratio != 1 && !pitched()) {
      throw new IllegalArgumentException(
          "%s was trained without pitch, which would move along with the formants: formant must be 1, was %s."
              .formatted(name(), ratio));
    }
  }

  /** How many frames ahead it can make use of; 0 where it does not carry its past. */
  int reach() {
    return carries() ? reach(graph) : 0;
  }

  /** Whether it puts out frames that nobody asked for, and what goes in is better kept short. */
  boolean decodesAll() {
    return layout.kind() == Layout.Kind.WHOLE;
  }

  /**
   * Opens a stream's own way to run it.
   *
   * @param frames how many frames go in; what {@link #onlyFrames} says, if it says so
   * @param tail how many of the last ones are wanted
   * @param speaker which of the voices
   * @throws ModelException if it does not run so
   */
  SynthesizerCall open(int frames, int tail, int speaker) {
    Window window = window(graph, layout, frames, tail);
    if (window.returned() < tail) {
      throw new ModelException(
          "%s puts out %d frames of %d at a time, and %d are needed; use a shorter chunk."
              .formatted(graph.name(), window.returned(), frames, tail));
    }
    SynthesizerInputs inputs = new SynthesizerInputs(graph, layout, channels, window);
    try {
      inputs.speaker(speaker);
      // The share of a rate is rounded in the graph: how many frames come is seen, not computed.
      TensorSpec actual = inputs.probe();
      return new SynthesizerCall(this, inputs, actual, tail);
    } catch (ModelException e) {
      inputs.close();
      throw speaker == 0 ? e : noSpeaker(speaker, e);
    } catch (RuntimeException | Error e) {
      inputs.close();
      throw e;
    }
  }

  /**
   * Opens a stream's own way to go on from step to step.
   *
   * @param carriage how its steps are cut
   * @param speaker which of the voices
   * @throws ModelException if it does not run so
   */
  CarriedCall carry(Carriage carriage, int speaker) {
    // Not every provider notices what lies outside a table: some read zeros there.
    if (lacks(speaker)) {
      throw noSuchSpeaker(speaker);
    }
    CarriedInputs inputs = new CarriedInputs(graph, layout, carriage);
    try {
      inputs.speaker(speaker);
      return new CarriedCall(inputs, inputs.probe());
    } catch (ModelException e) {
      inputs.close();
      throw speaker == 0 ? e : noSpeaker(speaker, e);
    } catch (RuntimeException | Error e) {
      inputs.close();
      throw e;
    }
  }

  /** Whether its file says that it has fewer voices. */
  private boolean lacks(int speaker) {
    return notes.speakers() > 0 && speaker >= notes.speakers();
  }

  private ModelException noSuchSpeaker(int speaker) {
    return new ModelException(
        notes.speakers() == 1
            ? "%s holds one voice: speaker must be 0, was %d.".formatted(graph.name(), speaker)
            : "%s holds %d voices: speaker must be from 0 to %d, was %d."
                .formatted(graph.name(), notes.speakers(), notes.speakers() - 1, speaker));
  }

  /** What a file of another exporter says of its voices is believed where it does not run. */
  private ModelException noSpeaker(int speaker, ModelException e) {
    if (lacks(speaker)) {
      return noSuchSpeaker(speaker);
    }
    return new ModelException(
        "%s does not run for speaker %d; it may have fewer: %s"
            .formatted(graph.name(), speaker, e.getMessage()),
        e);
  }

  /** A look at it for lists. */
  public String describe() {
    return "%s, %d Hz, %s, %s"
        .formatted(
            channels == 256 ? "version 1" : channels == 768 ? "version 2" : channels + " features",
            sampleRate(),
            pitched() ? "with pitch" : "without pitch",
            output.type() == ElementType.FLOAT16 ? "half precision" : "single precision");
  }

  @Override
  public void close() {
    graph.close();
  }
}
