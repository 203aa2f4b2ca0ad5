package io.makebeliv.benchmarks;

import io.makebeliv.dsp.BandSplit;
import io.makebeliv.dsp.Limiter;
import io.makebeliv.effect.Ceiling;
import io.makebeliv.effect.Compressor;
import io.makebeliv.effect.DeEsser;
import io.makebeliv.effect.Effect;
import io.makebeliv.effect.EffectChain;
import io.makebeliv.effect.Equalizer;
import io.makebeliv.effect.HighPass;
import io.makebeliv.effect.NoiseGate;
import io.makebeliv.effect.RadioBand;
import io.makebeliv.effect.Reverb;
import io.makebeliv.fluctuation.Fluctuation;
import io.makebeliv.fluctuation.FluctuationEngine;
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
 * What is done to 10 ms of a converted voice, stage by stage. The real-time factor is the share of
 * one core: 0.02 is 2 %.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // JMH calls the setup.
public class FinishingStages {

  private static final int RATE = 48000;
  private static final int BLOCK = RATE / 100;

  /** The stage; {@code tape} is reading the block that all of them read, and nothing else. */
  @Param({
    "tape",
    "gate",
    "highPass",
    "equalizer",
    "compressor",
    "deEsser",
    "reverb",
    "ceiling",
    "telephone",
    "radio",
    "fluctuation",
    "limiter",
    "chain",
    "everything"
  })
  public String stage;

  private final float[] block = new float[BLOCK];
  private SpokenTape tape;
  private Effect.Processor processor;
  private long position;

  @Setup
  public void prepare() {
    tape = new SpokenTape(RATE);
    processor = stage().open(RATE, 1);
    position = 0;
  }

  private Effect stage() {
    return switch (stage) {
      case "tape" -> EffectChain.empty();
      case "gate" -> NoiseGate.quietRoom();
      case "highPass" -> HighPass.rumble();
      case "equalizer" -> Equalizer.presence();
      case "compressor" -> Compressor.voice();
      case "deEsser" -> DeEsser.soft();
      case "reverb" -> Reverb.hall();
      case "ceiling" -> Ceiling.gentle();
      case "telephone" -> RadioBand.telephone();
      case "radio" -> RadioBand.radio();
      case "fluctuation" -> FinishingStages::fluctuation;
      case "limiter" -> FinishingStages::limiter;
      case "chain" -> chain();
      case "everything" ->
          EffectChain.of(FinishingStages::fluctuation, chain(), FinishingStages::limiter);
      default -> throw new IllegalArgumentException("no stage is called " + stage);
    };
  }

  private static EffectChain chain() {
    return EffectChain.of(
        HighPass.rumble(),
        Equalizer.presence(),
        Compressor.voice(),
        DeEsser.soft(),
        Reverb.hall(),
        Ceiling.gentle());
  }

  private static Effect.Processor limiter(int sampleRate, long seed) {
    Limiter limiter = new Limiter(sampleRate);
    return (samples, offset, frames, position) -> limiter.process(samples, offset, frames);
  }

  /** Level and five bands vary, as at the end of every session by default. */
  private static Effect.Processor fluctuation(int sampleRate, long seed) {
    FluctuationEngine engine = new FluctuationEngine(Fluctuation.natural(), sampleRate, seed);
    BandSplit split = new BandSplit(sampleRate);
    float[] level = new float[BLOCK];
    float[][] extra = new float[BandSplit.BANDS][BLOCK];
    float neperPerDb = (float) (Math.log(10) / 20);
    return (samples, offset, frames, position) -> {
      engine.level(position, level, 0, frames);
      for (int band = 0; band < extra.length; band++) {
        engine.band(band, position, extra[band], 0, frames);
        for (int i = 0; i < frames; i++) {
          float x = extra[band][i] * neperPerDb;
          extra[band][i] = x * (1 + x * (0.5f + x * (1 / 6f + x * (1 / 24f))));
        }
      }
      for (int i = 0; i < frames; i++) {
        float x = level[i] * neperPerDb;
        float factor = 1 + x * (1 + x * (0.5f + x * (1 / 6f + x * (1 / 24f))));
        samples[offset + i] = (float) split.weigh(samples[offset + i], extra, i) * factor;
      }
    };
  }

  @Benchmark
  public float process() {
    tape.read(block, BLOCK);
    processor.process(block, 0, BLOCK, position);
    position += BLOCK;
    return block[0];
  }
}
