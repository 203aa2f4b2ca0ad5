package io.makebeliv;

import io.makebeliv.audio.AudioSink;
import io.makebeliv.audio.AudioSource;
import io.makebeliv.pipeline.ControlTargets;
import io.makebeliv.pipeline.Pipeline;
import io.makebeliv.pipeline.StreamCounters;
import io.makebeliv.pipeline.StreamRates;
import io.makebeliv.pipeline.StreamSetup;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.LongConsumer;

/** Drives a pipeline from a source's first frame to its last, and takes the delay out. */
final class WholeStream implements AutoCloseable {

  private static final int BLOCK = 4096;

  /** So much of a recording is searched for its first speaker. */
  private static final long MOST_AHEAD_SECONDS = 60;

  private final StreamRates rates;
  private final StreamCounters counters = new StreamCounters();
  private final ProcessingTimes times = new ProcessingTimes();
  private final Pipeline pipeline;
  private final float[] input = new float[BLOCK];
  private final float[] output;
  private long delayLeft;
  private long written;

  WholeStream(VoiceConverter converter, StreamRates rates, long seed) {
    this.rates = rates;
    StreamSetup setup =
        new StreamSetup(seed, null, 1, counters, converter.finish(), converter.measuring());
    pipeline =
        Pipeline.open(rates, converter.backend(), setup, new ControlTargets(converter.settings()));
    output = new float[(int) ((long) BLOCK * rates.output() / rates.input()) + 1];
  }

  ConversionSummary convert(AudioSource source, AudioSink sink, LongConsumer progress) {
    long start = System.nanoTime();
    if (pipeline.wantsToHearAhead()) {
      source.again().ifPresent(this::hearAhead);
    }
    long read = 0;
    delayLeft = pipeline.ledger().totalFrames();
    for (int frames; (frames = source.read(input, 0, BLOCK)) != AudioSource.END_OF_STREAM; ) {
      read += frames;
      push(frames, sink, Long.MAX_VALUE);
      progress.accept(read);
    }
    long length = Math.round((double) read * rates.output() / rates.input());
    Arrays.fill(input, 0);
    while (written < length) {
      push(BLOCK, sink, length);
    }
    sink.end();
    return new ConversionSummary(
        read,
        written,
        rates.output(),
        Duration.ofNanos(System.nanoTime() - start),
        pipeline.ledger(),
        times.snapshot(counters));
  }

  /**
   * A recording need not be learned from while it is converted: what is to come can be known. Who
   * does not speak for a while is learned then.
   */
  private void hearAhead(AudioSource source) {
    try (source) {
      long heard = 0;
      while (pipeline.wantsToHearAhead() && heard < MOST_AHEAD_SECONDS * rates.input()) {
        int frames = source.read(input, 0, BLOCK);
        if (frames == AudioSource.END_OF_STREAM) {
          break;
        }
        pipeline.hearAhead(input, frames, heard);
        heard += frames;
      }
      pipeline.begin();
    }
  }

  private void push(int frames, AudioSink sink, long length) {
    long start = System.nanoTime();
    int count = pipeline.process(input, 0, frames, output, 0);
    times.record(System.nanoTime() - start, count);
    int late = (int) Math.min(delayLeft, count);
    delayLeft -= late;
    int wanted = (int) Math.min(count - late, length - written);
    sink.write(output, late, wanted);
    written += wanted;
  }

  @Override
  public void close() {
    pipeline.close();
  }
}
