package io.makebeliv.onnx.rvc;

import io.makebeliv.onnx.graph.Dim;
import io.makebeliv.onnx.graph.ElementType;
import io.makebeliv.onnx.graph.FloatTensor;
import io.makebeliv.onnx.graph.Graph;
import io.makebeliv.onnx.graph.Value;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A synthesizer with the inputs of a real one, which says what it was told: each sample of a frame
 * is one of {@link Told}. Immutable.
 *
 * @param names the inputs in the exporter's order
 * @param channels width of the features
 * @param half whether real numbers are of half precision
 * @param flat whether audio comes out as [samples] and not [1, 1, samples]
 * @param frames the number of frames that are declared, or 0 for any
 * @param traced the number of frames that it runs with, declared or not; 0 for any
 * @param extra samples that are too many
 * @param scale of all that comes out
 * @param plain whether every sample of a frame is its feature
 * @param metadata what the exporter noted
 */
public record ToySynthesizer(
    List<String> names,
    int channels,
    boolean half,
    boolean flat,
    int frames,
    int traced,
    int extra,
    float scale,
    boolean plain,
    Map<String, String> metadata) {

  /** What the samples of a frame are. */
  enum Told {
    FEATURE,
    LAST_FEATURE,
    HERTZ,
    PITCH,
    SPEAKER,
    NOISE,
    LAST_NOISE,
    LENGTH
  }

  static final int SAMPLES = Told.values().length;
  static final int LATENT = 192;

  /** What a graph makes of the number of a speaker; there are no more. */
  static final float[] SPEAKERS = {10, 20, 30};

  private static final int REACH = 24;
  private static final Dim ONE = Dim.of(1);

  /** A synthesizer of version 2 that runs with any number of frames. */
  public static ToySynthesizer of(String names) {
    return new ToySynthesizer(
        Arrays.asList(names.split(" ")), 768, false, false, 0, 0, 0, 1, false, Map.of());
  }

  public ToySynthesizer wide(int features) {
    return new ToySynthesizer(
        names, features, half, flat, frames, traced, extra, scale, plain, metadata);
  }

  ToySynthesizer halved() {
    return new ToySynthesizer(
        names, channels, true, flat, frames, traced, extra, scale, plain, metadata);
  }

  ToySynthesizer flattened() {
    return new ToySynthesizer(
        names, channels, half, true, frames, traced, extra, scale, plain, metadata);
  }

  ToySynthesizer declaring(int count) {
    return new ToySynthesizer(
        names, channels, half, flat, count, count, extra, scale, plain, metadata);
  }

  public ToySynthesizer running(int count) {
    return new ToySynthesizer(
        names, channels, half, flat, frames, count, extra, scale, plain, metadata);
  }

  public ToySynthesizer longer(int samples) {
    return new ToySynthesizer(
        names, channels, half, flat, frames, traced, samples, scale, plain, metadata);
  }

  public ToySynthesizer scaled(float factor) {
    return new ToySynthesizer(
        names, channels, half, flat, frames, traced, extra, factor, plain, metadata);
  }

  public ToySynthesizer plainly() {
    return new ToySynthesizer(
        names, channels, half, flat, frames, traced, extra, scale, true, metadata);
  }

  public ToySynthesizer noting(String key, String value) {
    Map<String, String> more = new LinkedHashMap<>(metadata);
    more.put(key, value);
    return new ToySynthesizer(
        names, channels, half, flat, frames, traced, extra, scale, plain, more);
  }

  public Toy toy() {
    return new Writing().toy();
  }

  /** The graph on its way. */
  private final class Writing {

    private final Graph graph = new Graph("toy");
    private final Map<String, Value> inputs = new LinkedHashMap<>();

    Toy toy() {
      names.forEach(name -> inputs.put(name, input(name)));
      metadata.forEach(graph::metadata);
      Value audio = Toy.through(cut(rows())).times(graph.constant(scale)).reshape(-1);
      if (extra > 0) {
        audio = audio.pad(graph.constants(0, extra));
      }
      Value exact = half ? audio.cast(ElementType.FLOAT16) : audio;
      if (flat) {
        graph.output("audio", exact, Dim.named("samples"));
      } else {
        graph.output("audio", exact.reshape(1, 1, -1), ONE, ONE, Dim.named("samples"));
      }
      return Toy.of("toy.onnx", graph);
    }

    private Value input(String name) {
      Dim time = frames > 0 ? Dim.of(frames) : Dim.named("T");
      return switch (name) {
        case "phone", "feats" -> Toy.real(graph, name, half, ONE, time, Dim.of(channels));
        case "phone_lengths", "p_len", "ds", "sid", "g" ->
            graph.input(name, ElementType.INT64, ONE);
        case "pitch" -> graph.input(name, ElementType.INT64, ONE, time);
        // The VC client's exporter keeps the pitch in single precision whatever the rest is in.
        case "pitchf" -> Toy.real(graph, name, half && names.contains("phone"), ONE, time);
        case "nsff0", "energy" -> Toy.real(graph, name, false, ONE, time);
        case "rnd" ->
            Toy.real(graph, name, half, ONE, Dim.of(LATENT), noted() ? Dim.named("t") : time);
        case "skip_head", "return_length", "formant_length" -> graph.input(name, ElementType.INT64);
        case "rate" -> graph.input(name, ElementType.FLOAT, ONE);
        default -> graph.input(name, ElementType.FLOAT, ONE, Dim.named(name));
      };
    }

    private boolean noted() {
      return metadata.containsKey(Layout.FIXED_SKIP);
    }

    private Value first(String... candidates) {
      return Arrays.stream(candidates).map(inputs::get).filter(v -> v != null).findFirst().get();
    }

    private @Nullable Value find(String... candidates) {
      return Arrays.stream(candidates)
          .map(inputs::get)
          .filter(v -> v != null)
          .findFirst()
          .orElse(null);
    }

    /** What was told, [1, T, samples of a frame]. */
    private Value rows() {
      Value features = first("phone", "feats");
      Value feature = features.slice(2, 0, 1);
      Value nothing = feature.times(graph.constant(0f));
      @Nullable Value hertz = find("pitchf", "nsff0");
      @Nullable Value pitch = find("pitch");
      @Nullable Value speaker = find("ds", "sid", "g");
      @Nullable Value length = find("phone_lengths", "p_len");
      @Nullable Value noise = find("rnd");
      Value table = graph.weight("emb_g", FloatTensor.of(new long[] {SPEAKERS.length}, SPEAKERS));
      Value[] told = {
        feature,
        features.slice(2, channels - 1, channels),
        hertz == null ? nothing : hertz.unsqueeze(2),
        pitch == null ? nothing : pitch.cast(ElementType.FLOAT).unsqueeze(2),
        speaker == null ? nothing : nothing.plus(table.gather(speaker)),
        noise == null ? nothing : channel(noise, 0),
        noise == null ? nothing : channel(noise, LATENT - 1),
        length == null ? nothing : nothing.plus(length.cast(ElementType.FLOAT))
      };
      if (noted()) {
        // Everything but the noise is cut here, which comes without what is cut off.
        long before = Math.max(0, skip() - REACH);
        for (int i = 0; i < told.length; i++) {
          told[i] = noise != null && (i == 5 || i == 6) ? told[i] : told[i].sliceFrom(1, before);
        }
      }
      if (plain) {
        Arrays.fill(told, told[0]);
      }
      Value rows = graph.concat(2, told);
      return traced > 0 ? rows.reshape(1, traced, SAMPLES) : rows;
    }

    private long skip() {
      return number(Layout.FIXED_SKIP);
    }

    private long number(String key) {
      return Long.parseLong(metadata.getOrDefault(key, "0").replaceAll("\\D.*", ""));
    }

    private Value channel(Value noise, int channel) {
      return noise.slice(1, channel, channel + 1).transpose(0, 2, 1);
    }

    private Value cut(Value rows) {
      @Nullable Value skip = find("skip_head");
      @Nullable Value formant = find("formant_length");
      @Nullable Value rate = find("rate");
      if (skip != null && formant != null) {
        // As exported: the flow's beginning is not kept from going below zero.
        Value reach = graph.constants(REACH);
        Value start = skip.unsqueeze(0).minus(reach);
        Value flow = rows.slice(1, start, graph.constants(Long.MAX_VALUE));
        Value length = first("return_length");
        Value asked = flow.slice(1, reach, reach.plus(length.unsqueeze(0)));
        Value places = graph.range(formant).times(length).over(formant);
        return asked.squeeze(0).gather(places).unsqueeze(0);
      }
      if (skip != null) {
        return rows.slice(1, skip.unsqueeze(0), graph.constants(Long.MAX_VALUE));
      }
      if (rate != null) {
        Value count = rows.size(1).cast(ElementType.FLOAT);
        Value head = count.times(graph.constant(1f).minus(rate)).cast(ElementType.INT64);
        return rows.slice(1, head, graph.constants(Long.MAX_VALUE));
      }
      if (noted()) {
        long from = Math.min(REACH, skip());
        return rows.slice(1, from, from + number(Layout.FIXED_RETURN));
      }
      return rows;
    }
  }
}
