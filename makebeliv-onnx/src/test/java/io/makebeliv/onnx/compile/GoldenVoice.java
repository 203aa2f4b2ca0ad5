package io.makebeliv.onnx.compile;

import io.makebeliv.onnx.checkpoint.Checkpoint;
import io.makebeliv.onnx.graph.Weights;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** A small RVC voice of synthetic weights, and a window that the reference converted with it. */
final class GoldenVoice {

  static final List<String> NAMES =
      List.of(
          "tiny-v1-40k-f0",
          "tiny-v1-48k-f0",
          "tiny-v2-32k-f0",
          "tiny-v2-40k-f0",
          "tiny-v2-40k-nof0",
          "tiny-v2-48k-f0");

  private final String name;
  private final SynthesizerConfig config;
  private final Parameters parameters;
  private final float[] phone;
  private final long[] pitch;
  private final float[] pitchHz;
  private final float[] latentNoise;
  private final float[] audio;
  private final float[] cutAudio;

  private GoldenVoice(
      String name,
      SynthesizerConfig config,
      Parameters parameters,
      float[] phone,
      long[] pitch,
      float[] pitchHz,
      float[] latentNoise,
      float[] audio,
      float[] cutAudio) {
    this.name = name;
    this.config = config;
    this.parameters = parameters;
    this.phone = phone;
    this.pitch = pitch;
    this.pitchHz = pitchHz;
    this.latentNoise = latentNoise;
    this.audio = audio;
    this.cutAudio = cutAudio;
  }

  static GoldenVoice read(String name) {
    Checkpoint checkpoint = Checkpoint.open(file(name + ".pth"));
    Weights weights = new CheckpointWeights(checkpoint.weights());
    List<?> list = (List<?>) checkpoint.find("config").orElseThrow();
    boolean f0 = Long.valueOf(1).equals(checkpoint.find("f0").orElseThrow());
    String version = (String) checkpoint.find("version").orElseThrow();
    return new GoldenVoice(
        name,
        SynthesizerConfig.of(list, version, f0, weights),
        Parameters.of(weights),
        Npy.golden(name + ".phone").floats(),
        Npy.golden(name + ".pitch").longs(),
        Npy.golden(name + ".pitchf").floats(),
        Npy.golden(name + ".rnd").floats(),
        Npy.golden(name + ".audio").floats(),
        Npy.golden(name + ".audio_skip36_ret16").floats());
  }

  static Path file(String name) {
    try {
      return Path.of(
          Objects.requireNonNull(GoldenVoice.class.getResource("/golden/" + name), name).toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  SynthesizerConfig config() {
    return config;
  }

  float[] pitchHz() {
    return pitchHz;
  }

  float[] audio() {
    return audio;
  }

  float[] cutAudio() {
    return cutAudio;
  }

  int frames() {
    return latentNoise.length / config.inter();
  }

  SynthesizerCompiler compiler() {
    return new SynthesizerCompiler(config, parameters);
  }

  /** The first frames alone. */
  GoldenVoice cutTo(int count) {
    float[] noise = new float[config.inter() * count];
    for (int channel = 0; channel < config.inter(); channel++) {
      System.arraycopy(latentNoise, channel * frames(), noise, channel * count, count);
    }
    return new GoldenVoice(
        name,
        config,
        parameters,
        Arrays.copyOf(phone, count * config.contentChannels()),
        Arrays.copyOf(pitch, count),
        Arrays.copyOf(pitchHz, count),
        noise,
        audio,
        cutAudio);
  }

  /** The same window again and again, and what the graph of the whole makes of that. */
  GoldenVoice repeated(int times) {
    int frames = frames();
    float[] content = new float[times * phone.length];
    long[] coarse = new long[times * pitch.length];
    float[] hz = new float[times * pitchHz.length];
    float[] noise = new float[times * latentNoise.length];
    for (int i = 0; i < times; i++) {
      System.arraycopy(phone, 0, content, i * phone.length, phone.length);
      System.arraycopy(pitch, 0, coarse, i * frames, frames);
      System.arraycopy(pitchHz, 0, hz, i * frames, frames);
      for (int channel = 0; channel < config.inter(); channel++) {
        System.arraycopy(
            latentNoise, channel * frames, noise, (channel * times + i) * frames, frames);
      }
    }
    GoldenVoice repeated =
        new GoldenVoice(name, config, parameters, content, coarse, hz, noise, audio, cutAudio);
    try (Running whole = Running.of(compiler().webui())) {
      float[] all = SynthesizerCompilerTest.webui(repeated, whole, times * frames);
      return new GoldenVoice(name, config, parameters, content, coarse, hz, noise, all, cutAudio);
    }
  }

  /** The inputs that all layouts share but {@code rnd}, over the frames from 0 up to a count. */
  Running.Inputs common(Running running, int count) {
    Running.Inputs inputs =
        running
            .with("ds", new long[] {1}, 1)
            .with(
                "phone",
                Arrays.copyOf(phone, count * config.contentChannels()),
                1,
                count,
                config.contentChannels());
    return config.f0() ? inputs.with("pitch", Arrays.copyOf(pitch, count), 1, count) : inputs;
  }

  /** Beyond the end, the last frame is held. */
  Running.Inputs pitched(Running.Inputs inputs, int from, int until) {
    float[] part = new float[until - from];
    for (int k = 0; k < part.length; k++) {
      part[k] = pitchHz[Math.min(from + k, pitchHz.length - 1)];
    }
    return config.f0() ? inputs.with("pitchf", part, 1, part.length) : inputs;
  }

  /** Beyond the end, there is none. */
  Running.Inputs noisy(Running.Inputs inputs, int from, int until) {
    int count = until - from;
    int known = Math.max(0, Math.min(count, frames() - from));
    float[] part = new float[config.inter() * count];
    for (int channel = 0; channel < config.inter() && known > 0; channel++) {
      System.arraycopy(latentNoise, channel * frames() + from, part, channel * count, known);
    }
    return inputs.with("rnd", part, 1, config.inter(), count);
  }
}
