package io.makebeliv.benchmarks;

import be.tarsos.dsp.pitch.PitchProcessor.PitchEstimationAlgorithm;
import io.makebeliv.dsp.CorrelationPitchTracker;
import io.makebeliv.dsp.PitchTracker;
import io.makebeliv.tarsos.TarsosPitchTracker;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Follows the pitch through 10 ms. The peer is TarsosDSP's FFT_YIN, its fastest of that kind; it
 * estimates every 10 ms, makebeliv's tracker every 3 ms.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // JMH calls the setup.
public class PitchTracking {

  @Param({"16000", "48000"})
  public int rate;

  private SpokenTape tape;
  private float[] hop;
  private PitchTracker tracker;
  private PitchTracker peer;
  private int due;

  @Setup
  public void prepare() {
    tape = new SpokenTape(rate);
    tracker = new CorrelationPitchTracker(rate);
    peer = TarsosPitchTracker.of(PitchEstimationAlgorithm.FFT_YIN, rate);
    hop = new float[Math.max(tracker.hop(), peer.hop())];
    due = 0;
  }

  @Benchmark
  public float makebeliv() {
    return follow(tracker);
  }

  @Benchmark
  public float tarsosDsp() {
    return follow(peer);
  }

  /** A hop need not be 10 ms, so on average as many hops as there are in 10 ms. */
  private float follow(PitchTracker used) {
    due += rate / 100;
    while (due >= used.hop()) {
      tape.read(hop, used.hop());
      used.track(hop, 0);
      due -= used.hop();
    }
    return used.f0();
  }
}
