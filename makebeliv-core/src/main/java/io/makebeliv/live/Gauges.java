package io.makebeliv.live;

import java.util.concurrent.atomic.AtomicLong;

/** What is measured in a live conversion: on the thread it happens on, read by any. */
public final class Gauges {

  /** Counts up. */
  public static final class Counter {

    private final AtomicLong count = new AtomicLong();

    void add(long more) {
      count.addAndGet(more);
    }

    /**
     * Returns the count.
     *
     * @return how many so far
     */
    public long get() {
      return count.get();
    }
  }

  /** Frames taken from the source. */
  public final Counter captured = new Counter();

  /** Frames given to the sink. */
  public final Counter played = new Counter();

  /** Input frames that came while there was no room for them. */
  public final Counter overflowed = new Counter();

  /** Input frames that were too old to be converted. */
  public final Counter dropped = new Counter();

  /** Output frames that were too late to be played, or more than there was room for. */
  public final Counter skipped = new Counter();

  /** How often nothing was there to be played. */
  public final Counter underruns = new Counter();

  /** Frames of silence played because nothing was there. */
  public final Counter underrunFrames = new Counter();

  /** How often a device failed. */
  public final Counter deviceFailures = new Counter();

  /** Frames that were not recorded because the recording was too slow. */
  public final Counter unrecorded = new Counter();

  final PeakMeter input;
  final PeakMeter output;
  private volatile double load;

  Gauges(int inputRate, int outputRate) {
    input = new PeakMeter(inputRate);
    output = new PeakMeter(outputRate);
  }

  /** Takes in how long a block took to convert, and how long it lasts. */
  void converted(long nanos, double seconds) {
    double before = load;
    load = before + (nanos / (seconds * 1e9) - before) * Math.min(1, seconds);
  }

  /**
   * Returns how busy the conversion has been in the last second or so.
   *
   * @return share of the time, 1 is as much as there is
   */
  public double load() {
    return load;
  }

  /**
   * Returns the recent peak of the input.
   *
   * @return dB of full scale
   */
  public double inputLevelDb() {
    return input.levelDb();
  }

  /**
   * Returns the recent peak of the output.
   *
   * @return dB of full scale
   */
  public double outputLevelDb() {
    return output.levelDb();
  }
}
