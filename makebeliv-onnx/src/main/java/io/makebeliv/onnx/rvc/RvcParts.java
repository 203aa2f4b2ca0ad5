package io.makebeliv.onnx.rvc;

import org.jspecify.annotations.Nullable;

/**
 * The loaded networks of a voice, shared by all streams.
 *
 * @param synthesizer speaks
 * @param encoder hears what is said
 * @param pitch hears how high, or null for makebeliv's own tracker
 */
record RvcParts(Synthesizer synthesizer, ContentEncoder encoder, @Nullable PitchModel pitch) {

  PitchFollower follow(int chunkSamples) {
    return pitch == null ? new TrackedPitch(chunkSamples) : pitch.open(chunkSamples);
  }
}
