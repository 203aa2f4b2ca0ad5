package io.makebeliv.pipeline;

import io.makebeliv.fluctuation.Fluctuation;
import io.makebeliv.inference.InferenceBackend;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * What stays the same for all voices of a stream.
 *
 * @param seed the key of everything random in the stream
 * @param executor where steps run, or null for the caller's thread
 * @param blockFrames how many frames come at once at most, where an executor runs the steps
 * @param counters counts what happens
 * @param finish what is done around the voice when the stream starts
 * @param measuring whether the application asked to measure, with voices that change nothing
 */
public record StreamSetup(
    long seed,
    @Nullable Executor executor,
    int blockFrames,
    StreamCounters counters,
    Finish finish,
    boolean measuring) {

  /**
   * The same with another fluctuation, for voices opened from then on.
   *
   * @param fluctuation how much they are to vary
   * @return a new setup
   */
  public StreamSetup with(Fluctuation fluctuation) {
    Finish other = finish.with(fluctuation);
    return new StreamSetup(seed, executor, blockFrames, counters, other, measuring);
  }

  /** Whether a voice is watched for leaks: always, but for an identity asked for twice by name. */
  boolean guards(InferenceBackend backend) {
    return !(measuring && backend.identity());
  }
}
