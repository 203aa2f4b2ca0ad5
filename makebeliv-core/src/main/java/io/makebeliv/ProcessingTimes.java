package io.makebeliv;

import io.makebeliv.pipeline.StreamCounters;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SingleWriterRecorder;

/** Processing times of blocks: recorded wait-free by the audio thread, read by any other. */
final class ProcessingTimes {

  private static final long LONGEST = TimeUnit.MINUTES.toNanos(1);
  private static final long SHORTEST = 1_000;
  private static final int DIGITS = 2;

  private final SingleWriterRecorder recorder = new SingleWriterRecorder(SHORTEST, LONGEST, DIGITS);
  private final Histogram total = new Histogram(SHORTEST, LONGEST, DIGITS);
  private final AtomicLong blocks = new AtomicLong();
  private final AtomicLong frames = new AtomicLong();

  void record(long nanos, int blockFrames) {
    recorder.recordValue(Math.max(0, Math.min(LONGEST, nanos)));
    blocks.lazySet(blocks.get() + 1);
    frames.lazySet(frames.get() + blockFrames);
  }

  synchronized SessionStatistics snapshot(StreamCounters counters) {
    total.add(recorder.getIntervalHistogram());
    return new SessionStatistics(
        blocks.get(),
        frames.get(),
        counters.steps(),
        counters.droppedSteps(),
        counters.swaps(),
        counters.mutedFrames(),
        Duration.ofNanos(total.getValueAtPercentile(50)),
        Duration.ofNanos(total.getValueAtPercentile(99)),
        Duration.ofNanos(total.getMaxValue()));
  }
}
