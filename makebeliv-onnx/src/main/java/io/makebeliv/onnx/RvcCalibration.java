package io.makebeliv.onnx;

import io.makebeliv.inference.ModelException;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds settings with which a voice runs live on this machine: runs it for a moment and measures
 * how long its steps take. What the voice is set to is the wish. Where the machine is too slow for
 * it, first what is more than a second of context is given up, then a delay of up to 250 ms is
 * taken, then less context, and at last a chunk of up to a second.
 *
 * <pre>{@code
 * RvcPace pace = RvcCalibration.of(voice).run(); // chunk 250 ms, context 1 s: load 0.42
 * pace.warning().ifPresent(this::tellTheUser); // where nothing is fast enough
 * RvcVoice live = voice.with(pace.settings());
 * }</pre>
 *
 * <p>It takes some tenths of a second where the wish fits, and a few seconds on a machine that is
 * far too slow. Nothing is kept on disk; an application that wants to be quicker next time keeps
 * the settings. Recordings are converted whole at any speed, and need none of this.
 *
 * <p>Immutable.
 */
public final class RvcCalibration {

  /** The load that leaves room for a machine's other work: 0.7. */
  public static final double USUAL_LOAD = 0.7;

  private static final Logger log = LoggerFactory.getLogger(RvcCalibration.class);

  private final RvcVoice voice;
  private final boolean chunk;
  private final boolean context;
  private final double mostLoad;
  private final LongSupplier nanoTime;

  private RvcCalibration(
      RvcVoice voice, boolean chunk, boolean context, double mostLoad, LongSupplier nanoTime) {
    this.voice = voice;
    this.chunk = chunk;
    this.context = context;
    this.mostLoad = mostLoad;
    this.nanoTime = nanoTime;
  }

  /**
   * Prepares to calibrate a voice.
   *
   * @param voice what is to be run live; its settings are the wish
   * @return a calibration of chunk and context to a load of {@link #USUAL_LOAD}
   */
  public static RvcCalibration of(RvcVoice voice) {
    return new RvcCalibration(
        Objects.requireNonNull(voice, "voice"), true, true, USUAL_LOAD, System::nanoTime);
  }

  /**
   * Keeps the chunk as it is, and so the delay.
   *
   * @return another calibration
   */
  public RvcCalibration keepChunk() {
    return new RvcCalibration(voice, false, context, mostLoad, nanoTime);
  }

  /**
   * Keeps the context as it is.
   *
   * @return another calibration
   */
  public RvcCalibration keepContext() {
    return new RvcCalibration(voice, chunk, false, mostLoad, nanoTime);
  }

  /**
   * Sets how much of the machine's time may be taken.
   *
   * @param share of the audio's time that a step may take, more than 0, at most 1
   * @return another calibration
   * @throws IllegalArgumentException if out of range
   */
  public RvcCalibration load(double share) {
    if (!(share > 0 && share <= 1)) {
      throw new IllegalArgumentException("load must be more than 0 and at most 1, was " + share);
    }
    return new RvcCalibration(voice, chunk, context, share, nanoTime);
  }

  RvcCalibration clock(LongSupplier clock) {
    return new RvcCalibration(voice, chunk, context, mostLoad, clock);
  }

  /**
   * Measures and chooses. The result is logged, as a warning where nothing is fast enough. Not for
   * an audio thread.
   *
   * @return the chosen settings and their load; where none fits, the least bad of those that were
   *     tried
   * @throws ModelException if the voice does not run as it is set
   */
  public RvcPace run() {
    StepTimer timer = new StepTimer(nanoTime);
    RvcPace pace =
        PaceLadder.from(voice.settings(), chunk, context)
            .choose(settings -> load(timer, settings), mostLoad);
    if (pace.fits()) {
      log.info("{} runs with {}.", voice.description(), pace);
    } else {
      log.warn("{}: {}", voice.description(), pace.warning().orElse(""));
    }
    return pace;
  }

  /** Some graphs take windows of one length alone. */
  private double load(StepTimer timer, RvcSettings settings) {
    try {
      return timer.load(voice.with(settings));
    } catch (ModelException e) {
      if (settings.equals(voice.settings())) {
        throw e;
      }
      return Double.POSITIVE_INFINITY;
    }
  }
}
