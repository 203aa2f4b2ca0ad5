package io.makebeliv;

import java.time.Duration;

/**
 * What a whole conversion came to.
 *
 * @param inputFrames frames read
 * @param outputFrames frames written; lasts as long as the input, the delay taken out
 * @param outputRate sample rate of the output, Hz
 * @param elapsed how long it took
 * @param latency the delay that was taken out, and where it came from
 * @param statistics what happened on the way
 */
public record ConversionSummary(
    long inputFrames,
    long outputFrames,
    int outputRate,
    Duration elapsed,
    LatencyLedger latency,
    SessionStatistics statistics) {

  /**
   * Returns the processing time per second of audio.
   *
   * @return 0.01 means a hundred times faster than real time
   */
  public double realTimeFactor() {
    return outputFrames == 0 ? 0 : elapsed.toNanos() / 1e9 / ((double) outputFrames / outputRate);
  }
}
