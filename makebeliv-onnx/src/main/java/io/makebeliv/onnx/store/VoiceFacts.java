package io.makebeliv.onnx.store;

import io.makebeliv.inference.ModelException;
import io.makebeliv.onnx.compile.SynthesizerConfig;
import io.makebeliv.onnx.compile.Trained;
import io.makebeliv.onnx.rvc.VoiceSummary;
import java.nio.file.Path;

/**
 * What the own file of an RVC voice says, whichever its kind. Texts are empty and numbers 0 where
 * it says nothing.
 *
 * @param layout how its graph is laid out
 * @param channels width of the content features
 * @param version of RVC
 * @param sampleRate of what comes out, Hz
 * @param pitched whether it wants the pitch
 * @param speakers how many voices it holds
 */
record VoiceFacts(
    String layout, int channels, String version, int sampleRate, boolean pitched, int speakers) {

  /**
   * Takes them from a graph.
   *
   * @throws ModelException if it is broken, or must not be loaded
   */
  static VoiceFacts of(GraphFile voice) {
    VoiceSummary summary = VoiceSummary.of(voice.sound());
    return new VoiceFacts(
        summary.layout(),
        summary.channels(),
        summary.version(),
        summary.sampleRate(),
        summary.pitched(),
        summary.speakers());
  }

  /**
   * Takes them from a checkpoint.
   *
   * @throws ModelException if it is broken, or no voice
   */
  static VoiceFacts ofCheckpoint(Path file) {
    Trained trained = Trained.open(file);
    if (!(trained instanceof Trained.Voice voice)) {
      throw new ModelException("%s is %s, not a voice.".formatted(file, trained.describe()));
    }
    SynthesizerConfig config = voice.config();
    return new VoiceFacts(
        "checkpoint",
        config.contentChannels(),
        config.version(),
        config.sampleRate(),
        config.f0(),
        config.speakers());
  }
}
