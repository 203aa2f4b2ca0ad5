package io.makebeliv.onnx.rvc;

import io.makebeliv.onnx.index.FeatureIndex;
import org.jspecify.annotations.Nullable;

/**
 * The loaded networks of a voice, shared by all streams.
 *
 * @param synthesizer speaks
 * @param encoder hears what is said
 * @param pitch hears how high, or null for makebeliv's own tracker
 * @param index what the voice's own recordings sound like, or null
 */
public record RvcParts(
    Synthesizer synthesizer,
    ContentEncoder encoder,
    @Nullable PitchModel pitch,
    @Nullable FeatureIndex index)
    implements AutoCloseable {

  PitchFollower follow(int chunkSamples) {
    return pitch == null ? new TrackedPitch(chunkSamples) : pitch.open(chunkSamples);
  }

  /** What finds the pitch. */
  public String describePitch() {
    return pitch == null ? "makebeliv" : pitch.describe();
  }

  /** Releases all networks. */
  @Override
  public void close() {
    synthesizer.close();
    encoder.close();
    if (pitch != null) {
      pitch.close();
    }
  }
}
