package io.makebeliv.benchmarks;

import io.makebeliv.dsp.Resampler;
import java.nio.FloatBuffer;
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

/** Changes the sample rate of 10 ms. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // JMH calls the setup.
public class Resampling {

  /** Input and output rate. */
  @Param({"16000:48000", "48000:16000", "44100:48000"})
  public String rates;

  private SpokenTape tape;
  private float[] block;
  private float[] output;
  private Resampler resampler;
  private be.tarsos.dsp.resample.Resampler peer;
  private FloatBuffer peerInput;
  private FloatBuffer peerOutput;
  private double factor;

  @Setup
  public void prepare() {
    int colon = rates.indexOf(':');
    int inputRate = Integer.parseInt(rates.substring(0, colon));
    int outputRate = Integer.parseInt(rates.substring(colon + 1));
    tape = new SpokenTape(inputRate);
    block = new float[inputRate / 100];
    resampler = new Resampler(inputRate, outputRate);
    factor = (double) outputRate / inputRate;
    output = new float[Math.max(resampler.maxOutput(block.length), outputRate / 10)];
    peer = new be.tarsos.dsp.resample.Resampler(true, factor, factor);
    peerInput = FloatBuffer.wrap(block);
    peerOutput = FloatBuffer.wrap(output);
  }

  @Benchmark
  public int makebeliv() {
    tape.read(block, block.length);
    return resampler.process(block, 0, block.length, output, 0);
  }

  @Benchmark
  public int tarsosDsp() {
    tape.read(block, block.length);
    peerInput.clear();
    peerOutput.clear();
    peer.process(factor, peerInput, false, peerOutput);
    return peerOutput.position();
  }
}
