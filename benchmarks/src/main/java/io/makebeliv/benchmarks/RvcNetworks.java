package io.makebeliv.benchmarks;

import io.makebeliv.onnx.Numbers;
import io.makebeliv.onnx.OnnxOptions;
import io.makebeliv.onnx.RvcVoice;
import io.makebeliv.onnx.compile.HubertCompiler;
import io.makebeliv.onnx.compile.HubertConfig;
import io.makebeliv.onnx.compile.Parameters;
import io.makebeliv.onnx.compile.RmvpeCompiler;
import io.makebeliv.onnx.compile.RmvpeConfig;
import io.makebeliv.onnx.compile.SourceNoise;
import io.makebeliv.onnx.compile.SynthesizerCompiler;
import io.makebeliv.onnx.compile.SynthesizerConfig;
import io.makebeliv.onnx.graph.Model;
import io.makebeliv.onnx.runtime.GraphLoader;
import io.makebeliv.onnx.runtime.LoadedGraph;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * The networks of an RVC voice of full size as files, with weights that are made up: as exporters
 * lay them out, as they are made of checkpoints, and such that cost nothing.
 */
final class RvcNetworks implements AutoCloseable {

  static final int CHANNELS = 768;
  static final int LATENT = 192;

  private final Path folder;

  RvcNetworks(int rate) throws IOException {
    SynthesizerConfig config = SynthesizerConfig.standard("v2", rate, true);
    HubertConfig hubert = HubertConfig.base();
    Parameters made = Parameters.synthetic(1);
    SynthesizerCompiler speaking = new SynthesizerCompiler(config, made);
    SynthesizerCompiler going = speaking.sourceNoise(SourceNoise.INPUT);
    HubertCompiler hearing = new HubertCompiler(hubert, made);
    int layer = hubert.layers();
    int frame = config.samplesPerFrame();
    folder = Files.createTempDirectory("rvc-cost");
    try {
      write("usual", speaking.webui());
      write("windowed", speaking.windowed());
      write("carried", going.streaming());
      write("carried-bytes", going.numbers(Numbers.INT8).streaming());
      write("encoder", hearing.features(layer, false, 0));
      write("encoder-carried", hearing.streaming(layer, false));
      write("encoder-carried-bytes", hearing.numbers(Numbers.INT8).streaming(layer, false));
      write("pitch", new RmvpeCompiler(RmvpeConfig.standard(), made).salience(0));
      write("free-windowed", FreeNetworks.synthesizer(CHANNELS, LATENT, frame));
      write("free-carried", FreeNetworks.carrying(CHANNELS, LATENT, frame));
      write("free-encoder", FreeNetworks.encoder(CHANNELS));
      write("free-pitch", FreeNetworks.pitchModel());
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  private void write(String name, Model model) throws IOException {
    model.writeTo(file(name));
  }

  private Path file(String name) {
    return folder.resolve(name + ".onnx");
  }

  /** A voice of these files. */
  RvcVoice voice(String name, String encoder, String pitch, OnnxOptions options) {
    return RvcVoice.from(file(name))
        .encoder(file(encoder))
        .pitchModel(file(pitch))
        .options(options)
        .load();
  }

  LoadedGraph graph(String name, OnnxOptions options) {
    return GraphLoader.file(file(name)).options(options).load();
  }

  @Override
  public void close() {
    try (Stream<Path> all = Files.list(folder)) {
      for (Path file : all.toList()) {
        Files.delete(file);
      }
      Files.delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
