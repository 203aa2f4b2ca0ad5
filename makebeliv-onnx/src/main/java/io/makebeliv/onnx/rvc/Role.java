package io.makebeliv.onnx.rvc;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What an input of a synthesizer means. Exporters give them different names. */
enum Role {
  /** Content features, float [1, T, 256 or 768]. */
  FEATURES("phone", "feats"),
  /** How many of the frames count, int64 [1]. */
  LENGTH("phone_lengths", "p_len"),
  /** Coarse pitch, int64 [1, T], 1 to 255. */
  PITCH("pitch"),
  /** Pitch in Hz, float [1, T], 0 where unvoiced. */
  HERTZ("pitchf", "nsff0"),
  /** Which of the voices, int64 [1]. */
  SPEAKER("ds", "sid", "g"),
  /** Noise of the latent, float [1, channels, T]. */
  NOISE("rnd"),
  /** Where the source begins, in cycles, float [1]. */
  PHASE("phase"),
  /** Noise of the source, float [1, frames put out, samples a frame]. */
  SOURCE_NOISE("noise"),
  /** Loudness, float [1, T]. */
  ENERGY("energy"),
  /** Frames that are not put out, int64. */
  SKIP("skip_head"),
  /** Frames that are put out, int64. */
  RETURN("return_length"),
  /** Frames that these become, int64: as many, since formants are moved by other means. */
  FORMANT("formant_length"),
  /** The first frame of the window that was not taken yet, int64. */
  HEAD("head"),
  /** How many frames are taken for good, int64. */
  STEPS("steps"),
  /** How many frames of these lie behind the end of what is put out, int64. */
  AHEAD("ahead"),
  /** Which share of the frames is put out, float [1]. */
  RATE("rate");

  @SuppressWarnings("ImmutableEnumChecker") // A list of List.of is immutable.
  private final List<String> names;

  Role(String... names) {
    this.names = List.of(names);
  }

  static Optional<Role> of(String input) {
    return Stream.of(values()).filter(role -> role.isCalled(input)).findFirst();
  }

  private boolean isCalled(String input) {
    return names.contains(input);
  }
}
