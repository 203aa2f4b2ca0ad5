package io.makebeliv.live;

import io.makebeliv.LatencyLedger.Stage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What moves audio in a live conversion. All methods may be called from any thread. */
public interface Engine {

  /**
   * Stops, and closes source, sink and voice. A voice that does not come back from a step is not
   * waited for: it is closed when it does.
   *
   * @param nanos how long to wait at most
   */
  void stop(long nanos);

  /**
   * Rests, or goes on.
   *
   * @param paused whether to rest in silence
   */
  void pause(boolean paused);

  /**
   * Says whether it rests.
   *
   * @return whether it was paused last
   */
  boolean paused();

  /**
   * Returns what is measured.
   *
   * @return the gauges, updated while audio runs
   */
  Gauges gauges();

  /**
   * Returns what the engine adds before the voice's own delay.
   *
   * @return stages, in frames of the sink's sample rate
   */
  List<Stage> stagesBefore();

  /**
   * Returns what the engine adds after the voice.
   *
   * @return stages, in frames of the sink's sample rate
   */
  List<Stage> stagesAfter();

  /**
   * Returns how much audio is kept ready before the sink.
   *
   * @return frames of the sink's sample rate
   */
  int cushionFrames();

  /**
   * Returns the difference between the clocks, as corrected.
   *
   * @return 1 for none; more if the source's clock is the faster one
   */
  double speed();

  /**
   * Says whether a converted voice comes out.
   *
   * @return false while it is silence for whatever reason
   */
  boolean flowing();

  /**
   * Says whether the source has ended and everything is played.
   *
   * @return true once nothing more will come
   */
  boolean finished();

  /**
   * Returns why a device is not there now.
   *
   * @return words for the user, or null if all devices work
   */
  @Nullable String deviceTrouble();

  /**
   * Returns why it cannot go on.
   *
   * @return words for the user, or null if it can
   */
  @Nullable String broken();

  /**
   * Returns why the recording has ended early.
   *
   * @return words for the user, or null if it has not
   */
  @Nullable String recordingTrouble();

  /**
   * Returns since when the voice is at work on a block.
   *
   * @return the scheduler's time, or 0 if it is not at work
   */
  long busySince();
}
