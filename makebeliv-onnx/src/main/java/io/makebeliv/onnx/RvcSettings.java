package io.makebeliv.onnx;

import java.util.function.Consumer;

/**
 * How an RVC voice is run. Immutable; start from {@link #defaults()}. A longer chunk and more
 * context sound better and cost time: see {@code docs/rvc.md}.
 *
 * @param chunkMs how much is converted at a time, 20 to 1000 ms in steps of 10; the delay grows
 *     with it, and the work per second shrinks
 * @param contextMs how much of the past is listened to again, 300 to 3000 ms in steps of 10; what
 *     is looked ahead to counts as past, and of a long look-ahead more is heard than this
 * @param crossfadeMs over what time one chunk goes over into the next, 10 to 100 ms in steps of 10;
 *     it is part of the delay; of no effect on voices that carry their past
 * @param lookAhead how many frames of 10 ms the networks hear of what follows a chunk before they
 *     speak it, 0 to 100; the delay grows by them. For voices that carry their past (checkpoints,
 *     and what {@link RvcExport} writes for streams), which know no crossfade. With 35 all is known
 *     that flow and decoder look ahead to; with 13 more nothing is decoded twice any more
 * @param speaker which voice of a model that holds several, 0 or more; one that the model does not
 *     have is refused where a stream is opened
 * @param indexRate how much of the features is taken from the voice's index, 0 to 1; without an
 *     index of no effect
 * @param protect how far unvoiced sounds are kept from the index, 0 (fully) to 0.5 (not at all)
 * @param rmsMix whose loudness is heard, 0 (the speaker's) to 1 (the model's)
 * @param noise how strong the noise is that keeps the voice from sounding flat; 0.66666 is what
 *     voices are trained with, 0 makes it a function of the input alone
 * @param bridged whether unvoiced stretches are given the pitch around them, as newer versions of
 *     RVC do, instead of none
 * @param formant factor on the voice's own formant frequencies, 0.5 to 2; 1 leaves them. Pitch and
 *     timing stay. Not for voices that carry their past
 */
public record RvcSettings(
    int chunkMs,
    int contextMs,
    int crossfadeMs,
    int lookAhead,
    int speaker,
    double indexRate,
    double protect,
    double rmsMix,
    double noise,
    boolean bridged,
    double formant) {

  private static final int MOST_AHEAD = 100;

  private static final RvcSettings DEFAULTS =
      new RvcSettings(100, 1000, 40, 4, 0, 0.5, 0.33, 0.25, 0.66666, false, 1);

  /**
   * Checks the ranges.
   *
   * @param chunkMs 20 to 1000 ms in steps of 10
   * @param contextMs 300 to 3000 ms in steps of 10
   * @param crossfadeMs 10 to 100 ms in steps of 10
   * @param lookAhead 0 to 100 frames
   * @param speaker 0 or more
   * @param indexRate 0 to 1
   * @param protect 0 to 0.5
   * @param rmsMix 0 to 1
   * @param noise 0 to 2
   * @param bridged whether unvoiced stretches are given a pitch
   * @param formant 0.5 to 2
   * @throws IllegalArgumentException if a value is out of range; the message says which
   */
  public RvcSettings {
    tens("chunkMs", chunkMs, 20, 1000);
    tens("contextMs", contextMs, 300, 3000);
    tens("crossfadeMs", crossfadeMs, 10, 100);
    if (lookAhead < 0 || lookAhead > MOST_AHEAD) {
      throw new IllegalArgumentException(
          "lookAhead must be from 0 to %d frames of 10 ms, was %d"
              .formatted(MOST_AHEAD, lookAhead));
    }
    if (speaker < 0) {
      throw new IllegalArgumentException("speaker must be 0 or more, was " + speaker);
    }
    range("indexRate", indexRate, 0, 1);
    range("protect", protect, 0, 0.5);
    range("rmsMix", rmsMix, 0, 1);
    range("noise", noise, 0, 2);
    range("formant", formant, 0.5, 2);
  }

  private static void tens(String name, int value, int least, int most) {
    if (value < least || value > most || value % 10 != 0) {
      throw new IllegalArgumentException(
          "%s must be from %d to %d in steps of 10, was %d".formatted(name, least, most, value));
    }
  }

  private static void range(String name, double value, double least, double most) {
    if (!(value >= least && value <= most)) {
      throw new IllegalArgumentException(
          "%s must be from %s to %s, was %s".formatted(name, least, most, value));
    }
  }

  /**
   * Returns what suits most voices.
   *
   * @return chunks of 100 ms with a second of context
   */
  public static RvcSettings defaults() {
    return DEFAULTS;
  }

  /**
   * Sets how much is converted at a time.
   *
   * @param ms 20 to 1000 in steps of 10
   * @return new settings
   * @throws IllegalArgumentException if out of range
   */
  public RvcSettings chunk(int ms) {
    return with(changed -> changed.chunkMs = ms);
  }

  /**
   * Sets how much of the past is listened to again.
   *
   * @param ms 300 to 3000 in steps of 10
   * @return new settings
   * @throws IllegalArgumentException if out of range
   */
  public RvcSettings context(int ms) {
    return with(changed -> changed.contextMs = ms);
  }

  /**
   * Sets over what time one chunk goes over into the next.
   *
   * @param ms 10 to 100 in steps of 10
   * @return new settings
   * @throws IllegalArgumentException if out of range
   */
  public RvcSettings crossfade(int ms) {
    return with(changed -> changed.crossfadeMs = ms);
  }

  /**
   * Sets how much the networks of a voice that carries its past hear of what follows a chunk.
   *
   * @param frames of 10 ms, 0 to 100; 4 by default
   * @return new settings
   * @throws IllegalArgumentException if out of range
   */
  public RvcSettings lookAhead(int frames) {
    return with(changed -> changed.lookAhead = frames);
  }

  /**
   * Chooses one of the voices that a model holds.
   *
   * @param id 0 or more
   * @return new settings
   * @throws IllegalArgumentException if negative
   */
  public RvcSettings speaker(int id) {
    return with(changed -> changed.speaker = id);
  }

  /**
   * Sets how much of the features is taken from the voice's index.
   *
   * @param rate 0 to 1
   * @return new settings
   * @throws IllegalArgumentException if out of range
   */
  public RvcSettings indexRate(double rate) {
    return with(changed -> changed.indexRate = rate);
  }

  /**
   * Sets how strong the latent noise is.
   *
   * @param strength 0 to 2
   * @return new settings
   * @throws IllegalArgumentException if out of range
   */
  public RvcSettings noise(double strength) {
    return with(changed -> changed.noise = strength);
  }

  /**
   * Sets whose loudness is heard.
   *
   * @param rate 0 (the speaker's) to 1 (the model's)
   * @return new settings
   * @throws IllegalArgumentException if out of range
   */
  public RvcSettings rmsMix(double rate) {
    return with(changed -> changed.rmsMix = rate);
  }

  /**
   * Moves the formants of the voice: it is spoken slower, at a lower pitch, and played faster, or
   * the other way round. So they move together, and all above them; the work grows with the factor.
   *
   * @param ratio 0.5 (a bigger throat) to 2 (a smaller one); 1 leaves them
   * @return new settings
   * @throws IllegalArgumentException if out of range
   */
  public RvcSettings formant(double ratio) {
    return with(changed -> changed.formant = ratio);
  }

  private RvcSettings with(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.settings();
  }

  /** Settings that are being changed. */
  private static final class Draft {
    private int chunkMs;
    private int contextMs;
    private int crossfadeMs;
    private int lookAhead;
    private int speaker;
    private double indexRate;
    private final double protect;
    private double rmsMix;
    private double noise;
    private final boolean bridged;
    private double formant;

    Draft(RvcSettings from) {
      chunkMs = from.chunkMs;
      contextMs = from.contextMs;
      crossfadeMs = from.crossfadeMs;
      lookAhead = from.lookAhead;
      speaker = from.speaker;
      indexRate = from.indexRate;
      protect = from.protect;
      rmsMix = from.rmsMix;
      noise = from.noise;
      bridged = from.bridged;
      formant = from.formant;
    }

    RvcSettings settings() {
      return new RvcSettings(
          chunkMs,
          contextMs,
          crossfadeMs,
          lookAhead,
          speaker,
          indexRate,
          protect,
          rmsMix,
          noise,
          bridged,
          formant);
    }
  }
}
