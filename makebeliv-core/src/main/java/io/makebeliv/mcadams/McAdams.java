package io.makebeliv.mcadams;

import io.makebeliv.dsp.Keys;
import io.makebeliv.inference.BackendSession;
import io.makebeliv.inference.InferenceBackend;
import io.makebeliv.inference.StreamContext;
import io.makebeliv.inference.VoiceSettings;

/**
 * A voice that needs no model and changes timbre without moving the pitch, voiced or not, 20 ms
 * late: the resonances of the speaker's throat go to other frequencies, by a power law about 2.5
 * kHz. An exponent below 1 brings them nearer to there, so that low formants rise and high ones
 * fall; one above 1 spreads them.
 *
 * <p><b>It is no anonymity.</b> Melody, rhythm, accent and choice of words stay, and speaker
 * recognition that knows the method finds the speaker again: in the VoicePrivacy challenges, where
 * it is the second baseline, it hides next to nothing from an informed attacker. It is a voice that
 * sounds different.
 *
 * <p>After S. McAdams, "Spectral fusion, spectral parsing and the formation of auditory images",
 * 1984, and J. Patino, N. Tomashenko, M. Todisco, A. Nautsch and N. Evans, "Speaker anonymisation
 * using the McAdams coefficient", Interspeech 2021.
 */
public final class McAdams implements InferenceBackend {

  static final String ID = "mcadams";

  /** Nearer to 1 than this is no other voice. */
  private static final double LEAST_CHANGE = 0.1;

  private static final double LOWEST = 0.5;
  private static final double HIGHEST = 1.3;

  /** The exponents that a seed chooses among. */
  private static final double DRAWN_FROM = 0.5;

  private static final double DRAWN_TO = 0.9;

  private static final double DRAWN_BY_SEED = 0;

  private final double alpha;

  private McAdams(double alpha) {
    this.alpha = alpha;
  }

  /**
   * Makes a voice whose exponent each stream draws from its seed, evenly from 0.5 to 0.9: sessions
   * with other ids sound different, the same id and seed sound the same.
   *
   * @return a new voice
   */
  public static McAdams voice() {
    return new McAdams(DRAWN_BY_SEED);
  }

  /**
   * Makes a voice with one exponent for all streams.
   *
   * @param alpha 0.5 to 0.9, or 1.1 to 1.3; nearer to 1 the speaker's own voice would be heard
   * @return a new voice
   * @throws IllegalArgumentException if out of range
   */
  public static McAdams voice(double alpha) {
    // Compared so that 0.9 and 1.1 are within, whatever their last bit.
    boolean changes = Math.abs(alpha - 1) > LEAST_CHANGE - 1e-9;
    if (!(alpha >= LOWEST && alpha <= HIGHEST && changes)) {
      throw new IllegalArgumentException(
          "alpha must be 0.5 to 0.9 or 1.1 to 1.3 (near 1 the voice would stay as it is), was "
              + alpha);
    }
    return new McAdams(alpha);
  }

  @Override
  public String id() {
    return ID;
  }

  @Override
  public String description() {
    return alpha == DRAWN_BY_SEED
        ? "McAdams voice: other formants, drawn by the seed, at the same pitch"
        : "McAdams voice: other formants, to the power of %s, at the same pitch".formatted(alpha);
  }

  @Override
  public VoiceSettings defaults() {
    return new VoiceSettings(0, 1);
  }

  @Override
  public void check(VoiceSettings settings) {
    refuseTarget(settings);
    if (settings.pitchSemitones() != 0) {
      throw new IllegalArgumentException(
          ID
              + " keeps the pitch: pitch must be 0, was %s. Take the voice 'pitchshift' to move it."
                  .formatted(settings.pitchSemitones()));
    }
    if (settings.formantRatio() != 1) {
      throw new IllegalArgumentException(
          ID
              + " moves formants by its own law: formant must be 1, was %s. Choose another seed or McAdams.voice(alpha), or take the voice 'pitchshift'."
                  .formatted(settings.formantRatio()));
    }
  }

  @Override
  public boolean followsPitch() {
    return false;
  }

  /**
   * Opens a stream, at its own rate up to 48 kHz.
   *
   * @param context rate, 8000 to 96000 Hz, and seed of the stream
   * @return a new session
   * @throws IllegalArgumentException if the rate is out of range
   */
  @Override
  public BackendSession openSession(StreamContext context) {
    return new McAdamsSession(context.sampleRate(), alphaFor(context.seed()));
  }

  /** The exponent of a stream. */
  double alphaFor(long seed) {
    double share = (Keys.mix(seed ^ 0x6D63_6164_616D_73L) >>> 11) * 0x1p-53;
    return alpha == DRAWN_BY_SEED ? DRAWN_FROM + share * (DRAWN_TO - DRAWN_FROM) : alpha;
  }

  @Override
  public void close() {}
}
