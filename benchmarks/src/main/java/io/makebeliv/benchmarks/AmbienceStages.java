package io.makebeliv.benchmarks;

import io.makebeliv.ambience.Ambience;
import io.makebeliv.ambience.AmbienceStream;
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

/** Adds each ambience to 10 ms of a voice at 48 kHz. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // JMH calls the setup.
public class AmbienceStages {

  private static final int RATE = 48000;

  @Param({"none", "cafe", "street", "room", "white", "pink", "brown", "loop"})
  public String ambience;

  private SpokenTape tape;
  private AmbienceStream stream;
  private float[] block;
  private long position;

  @Setup
  public void prepare() {
    tape = new SpokenTape(RATE);
    block = new float[RATE / 100];
    position = 0;
    Ambience chosen = ambience.equals("loop") ? spokenLoop() : Ambience.named(ambience);
    stream = chosen.duckingDb(6).open(RATE, 1);
  }

  private Ambience spokenLoop() {
    float[] loop = new float[2 * RATE];
    tape.read(loop, loop.length);
    return Ambience.loop(loop, RATE);
  }

  @Benchmark
  public float add() {
    tape.read(block, block.length);
    stream.add(block, 0, block.length, position);
    position += block.length;
    return block[0];
  }
}
