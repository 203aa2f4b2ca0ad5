package io.makebeliv.onnx.compile;

import com.google.gson.JsonObject;
import io.makebeliv.onnx.Numbers;
import io.makebeliv.onnx.graph.Dim;
import io.makebeliv.onnx.graph.ElementType;
import io.makebeliv.onnx.graph.Graph;
import io.makebeliv.onnx.graph.Model;
import io.makebeliv.onnx.graph.Value;
import org.jspecify.annotations.Nullable;

/**
 * Writes RVC synthesizers as graphs. All inputs that are drawn by chance are inputs, so that a run
 * can be repeated. Common to the layouts, T being frames of 10 ms:
 *
 * <table>
 * <caption>Inputs</caption>
 * <tr><td>{@code phone}</td><td>float [1, T, channels]</td><td>content</td></tr>
 * <tr><td>{@code pitch}</td><td>int64 [1, T]</td><td>coarse pitch 1..255; not without f0</td></tr>
 * <tr><td>{@code pitchf}</td><td>float [1, T]</td><td>Hz, 0 unvoiced; not without f0</td></tr>
 * <tr><td>{@code ds}</td><td>int64 [1]</td><td>speaker</td></tr>
 * <tr><td>{@code rnd}</td><td>float [1, inter, T]</td><td>noise of the latent, scaled</td></tr>
 * <tr><td>{@code noise}</td><td>float [1, frames, samples per frame]</td><td>of {@link
 * SourceNoise#INPUT}</td></tr>
 * </table>
 *
 * <p>Immutable; the methods give changed copies.
 */
public final class SynthesizerCompiler {

  /** The flow over a window that a stream's step gives it, or carried on from step to step. */
  public enum StreamedFlow {
    /** Computed again over as many frames as it sees; looks ahead as far as the window goes. */
    WINDOWED,
    /** Never computed again; what it would look ahead to, it waits for. */
    CARRIED
  }

  private static final Dim ONE = Dim.of(1);

  private final SynthesizerConfig config;
  private final Parameters parameters;
  private final Numbers numbers;
  private final SourceNoise sourceNoise;
  private final Dim frames;
  private final String title;

  /** A compiler of graphs of any number of frames, without source noise. */
  public SynthesizerCompiler(SynthesizerConfig config, Parameters parameters) {
    this(config, parameters, Numbers.FP32, SourceNoise.SILENT, Dim.named("T"), "");
  }

  private SynthesizerCompiler(
      SynthesizerConfig config,
      Parameters parameters,
      Numbers numbers,
      SourceNoise sourceNoise,
      Dim frames,
      String title) {
    this.config = config;
    this.parameters = parameters;
    this.numbers = numbers;
    this.sourceNoise = sourceNoise;
    this.frames = frames;
    this.title = title;
  }

  /** What it computes with; {@link Numbers#FP32} if nothing is said. */
  public SynthesizerCompiler numbers(Numbers kind) {
    return new SynthesizerCompiler(config, parameters, kind, sourceNoise, frames, title);
  }

  public SynthesizerCompiler sourceNoise(SourceNoise origin) {
    return new SynthesizerCompiler(config, parameters, numbers, origin, frames, title);
  }

  /** Fixes the number of frames of a window, which lets the runtime plan ahead. */
  public SynthesizerCompiler frames(int count) {
    if (count <= 0) {
      throw new IllegalArgumentException("frames must be positive, was " + count);
    }
    return new SynthesizerCompiler(config, parameters, numbers, sourceNoise, Dim.of(count), title);
  }

  /** What the voice is called, for the file's own description. */
  public SynthesizerCompiler title(String name) {
    return new SynthesizerCompiler(config, parameters, numbers, sourceNoise, frames, name);
  }

  /**
   * The layout of RVC's own exporter: the common inputs and {@code phone_lengths} int64 [1], the
   * valid frames; {@code audio} [1, 1, T·samples] comes out.
   */
  public Model webui() {
    Build build = new Build("synthesizer", frames);
    Value lengths = build.graph.input("phone_lengths", ElementType.INT64, ONE);
    build.pitch();
    Value speaker = build.speaker();
    Value mask = TextEncoder.mask(build.phone, lengths);
    TimeAxis axis = new WholeWindow();
    Value valid = build.layers.plane().ofImage(mask);
    Value statistics = build.statistics(build.encoded(mask)).times(mask);
    Value latent = build.drawn(statistics, build.latentNoise(frames)).times(valid);
    Signal z = new Flow(config, build.layers, axis, speaker, valid).reversed(latent);
    Value heard = axis.read(z).times(valid);
    build.audio(axis, new Signal(heard, config.inter(), 0), build.pitchHz(frames), null, speaker);
    return build.model();
  }

  /**
   * The same without {@code phone_lengths}, all frames being valid, but with {@code skip_head} and
   * {@code return_length}, int64 without axes: attention sees all T frames, the flow those that
   * matter to the asked ones, the decoder the {@code return_length} frames from {@code skip_head}
   * on alone; zeros are what it sees before and after them. With f0 also {@code phase} [1], in
   * cycles, where the source begins, and an output {@code phase_next} where it ends. {@code noise}
   * covers the asked frames.
   */
  public Model windowed() {
    Build build = new Build("windowed synthesizer", frames);
    Graph graph = build.graph;
    build.pitch();
    Value speaker = build.speaker();
    Value skip = graph.input("skip_head", ElementType.INT64).unsqueeze(0);
    Value wanted = graph.input("return_length", ElementType.INT64).unsqueeze(0);
    Value end = skip.plus(wanted);
    TimeAxis axis = new WholeWindow();
    Value z = build.windowedFlow(axis, speaker, build.latentNoise(frames), skip, end);
    @Nullable Value f0 = build.pitchHz(frames);
    Value asked = f0 == null ? skip : f0.slice(1, skip, end);
    build.audio(
        axis,
        new Signal(z, config.inter(), 0),
        f0 == null ? null : asked,
        f0 == null ? null : graph.input("phase", ElementType.FLOAT, ONE),
        speaker);
    return build.model();
  }

  /**
   * A stream: each run encodes a window of T frames and decodes the {@code steps} frames from
   * {@code head} (int64 without axes) on; the next run goes on where this one ended. {@code pitchf}
   * and {@code noise} cover the step alone. So does {@code rnd} if the flow is carried; else it
   * covers the window. Each input {@code state_i} is to be fed what came out as {@code
   * state_i_next}, zeros at first; likewise {@code phase}. The audio of a run is late by the number
   * of samples in the metadata's {@code latency}; it is that of a whole window in which all frames
   * lie, but for the first frames, where a stream has no edge.
   *
   * @param steps frames of a step; 0 leaves them to each run
   */
  public Model streaming(StreamedFlow flow, int steps) {
    if (steps < 0) {
      throw new IllegalArgumentException("steps must be at least 0, was " + steps);
    }
    Dim step = steps == 0 ? Dim.named("n") : Dim.of(steps);
    Build build = new Build("streaming synthesizer", frames);
    Graph graph = build.graph;
    build.pitch();
    Value speaker = build.speaker();
    Value head = graph.input("head", ElementType.INT64).unsqueeze(0);
    CarriedPast axis = new CarriedPast(graph, build.layers.plane());
    @Nullable Value f0 = build.pitchHz(step);
    Signal z;
    if (flow == StreamedFlow.CARRIED) {
      Value noise = build.latentNoise(step);
      Value end = head.plus(noise.size(2));
      Value statistics = build.statistics(build.encoded(null).slice(0, head, end));
      z =
          new Flow(config, build.layers, axis, speaker, null)
              .reversed(build.drawn(statistics, noise));
    } else {
      Value count = graph.input("return_length", ElementType.INT64).unsqueeze(0);
      Value noise = build.latentNoise(frames);
      z =
          new Signal(
              build.windowedFlow(new WholeWindow(), speaker, noise, head, head.plus(count)),
              config.inter(),
              0);
    }
    int latency =
        build.audio(
            axis, z, f0, f0 == null ? null : graph.input("phase", ElementType.FLOAT, ONE), speaker);
    graph.metadata("latency", Integer.toString(latency));
    return build.model();
  }

  /** One graph on its way. */
  private final class Build {

    final Graph graph;
    final Layers layers;
    final Value phone;
    private @Nullable Value pitch;

    Build(String name, Dim window) {
      graph = new Graph(name);
      layers = new Layers(graph, parameters, numbers);
      phone =
          graph.input("phone", ElementType.FLOAT, ONE, window, Dim.of(config.contentChannels()));
      JsonObject description = new JsonObject();
      description.addProperty("version", config.version());
      description.addProperty("f0", config.f0());
      description.addProperty("samplingRate", config.sampleRate());
      description.addProperty("embChannels", config.contentChannels());
      description.addProperty("speakers", config.speakers());
      if (!title.isBlank()) {
        description.addProperty("name", title);
      }
      graph.metadata("metadata", description.toString());
    }

    void pitch() {
      if (config.f0()) {
        pitch = graph.input("pitch", ElementType.INT64, ONE, frames);
      }
    }

    @Nullable Value pitchHz(Dim length) {
      return config.f0() ? graph.input("pitchf", ElementType.FLOAT, ONE, length) : null;
    }

    /** The embedding of the speaker, [1, channels]. */
    Value speaker() {
      Value id = graph.input("ds", ElementType.INT64, ONE);
      Value table = layers.weight("emb_g.weight", config.speakers(), config.speakerChannels());
      return table.gather(id);
    }

    Value latentNoise(Dim length) {
      return graph.input("rnd", ElementType.FLOAT, ONE, Dim.of(config.inter()), length);
    }

    Value encoded(@Nullable Value mask) {
      return new TextEncoder(config, layers).encode(phone, pitch, mask);
    }

    Value statistics(Value rows) {
      return new TextEncoder(config, layers).statistics(rows);
    }

    Value drawn(Value statistics, Value noise) {
      Value[] parts = statistics.split(1, config.inter(), config.inter());
      return layers.plane().ofImage(parts[0].plus(parts[1].exp().times(noise.unsqueeze(2))));
    }

    /** The latent of the frames from start until before end, the flow seeing what it can. */
    Value windowedFlow(TimeAxis axis, Value speaker, Value noise, Value start, Value end) {
      Value reach = graph.constants(config.flowReach());
      Value from = start.minus(reach).atLeast(graph.constants(0));
      Value until = end.plus(reach);
      Value statistics = statistics(encoded(null).slice(0, from, until));
      Value latent = drawn(statistics, noise.slice(2, from, until));
      Signal z = new Flow(config, layers, axis, speaker, null).reversed(latent);
      return axis.read(z).slice(layers.plane().time(), start.minus(from), end.minus(from));
    }

    /** Decodes into output {@code audio}; returns by how many samples it is late. */
    int audio(TimeAxis axis, Signal z, @Nullable Value f0, @Nullable Value phase, Value speaker) {
      @Nullable Signal source = null;
      if (f0 != null) {
        @Nullable Value noise =
            sourceNoise == SourceNoise.INPUT
                ? graph.input(
                    "noise",
                    ElementType.FLOAT,
                    ONE,
                    Dim.named("noise_frames"),
                    Dim.of(config.samplesPerFrame()))
                : null;
        SineSource.Driven driven =
            new SineSource(config, layers).drive(f0, phase, noise, sourceNoise);
        source = new Signal(layers.plane().ofImage(driven.wave()), 1, 0);
        if (phase != null) {
          graph.output("phase_next", driven.phase(), ONE);
        }
      }
      Signal audio = new Decoder(config, layers, axis, speaker).decode(z, source);
      Value image = layers.plane().toImage(axis.read(audio));
      graph.output("audio", image.squeeze(2), ONE, ONE, Dim.named("audio_samples"));
      return audio.delay();
    }

    Model model() {
      return graph.build();
    }
  }
}
