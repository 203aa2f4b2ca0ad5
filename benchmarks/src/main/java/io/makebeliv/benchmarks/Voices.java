package io.makebeliv.benchmarks;

import be.tarsos.dsp.AudioEvent;
import be.tarsos.dsp.WaveformSimilarityBasedOverlapAdd;
import be.tarsos.dsp.WaveformSimilarityBasedOverlapAdd.Parameters;
import be.tarsos.dsp.io.TarsosDSPAudioFormat;
import be.tarsos.dsp.resample.RateTransposer;
import io.makebeliv.Backends;
import io.makebeliv.VoiceConverter;
import io.makebeliv.VoiceSession;
import io.makebeliv.inference.BackendSession;
import io.makebeliv.inference.InferenceBackend;
import io.makebeliv.inference.StepControls;
import io.makebeliv.inference.StreamContext;
import java.util.Arrays;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Shifts a voice up by four semitones, 10 ms at a time. The peer is TarsosDSP's WSOLA with its
 * RateTransposer, wired as its pitch shifting example wires them and fed as its dispatcher feeds
 * them.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // JMH calls the setup.
public class Voices {

  private static final float SEMITONES = 4;

  @Param({"16000", "48000"})
  public int rate;

  private SpokenTape tape;
  private VoiceConverter converter;
  private VoiceSession session;
  private Bare modelFree;
  private Bare tarsosWsola;
  private Peer peer;
  private float[] input;
  private float[] output;

  @Setup
  public void prepare() {
    tape = new SpokenTape(rate);
    converter = VoiceConverter.builder().pitch(SEMITONES).seed(1).build();
    session = converter.openSession(rate);
    modelFree = new Bare(Backends.modelFree(), rate);
    tarsosWsola = new Bare(Backends.modelFree("tarsos-wsola"), rate);
    peer = new Peer(rate);
    input = new float[rate / 100];
    output = new float[rate / 100];
  }

  @TearDown
  public void close() {
    session.close();
    converter.close();
    modelFree.close();
    tarsosWsola.close();
  }

  /** The model-free voice with everything around it. */
  @Benchmark
  public float session() {
    tape.read(input, input.length);
    session.process(input, 0, output, 0, input.length);
    return output[0];
  }

  /** The model-free voice alone. */
  @Benchmark
  public float backend() {
    return modelFree.convert(tape);
  }

  /** TarsosDSP's shifter as a makebeliv voice. */
  @Benchmark
  public float tarsosWsola() {
    return tarsosWsola.convert(tape);
  }

  @Benchmark
  public float tarsosDsp() {
    return peer.convert(tape);
  }

  /** A backend without the pipeline. A step need not be 10 ms, so as many as there are in them. */
  private static final class Bare {

    private final InferenceBackend backend;
    private final BackendSession session;
    private final StepControls controls;
    private final float[] input;
    private final float[] output;
    private final int block;
    private long position;
    private int due;

    Bare(InferenceBackend backend, int rate) {
      this.backend = backend;
      session = backend.openSession(new StreamContext(rate, 1));
      int step = session.format().inputStep();
      controls = new StepControls(step);
      Arrays.fill(controls.pitchSemitones(), SEMITONES);
      input = new float[step];
      output = new float[session.format().outputStep()];
      block = session.format().inputRate() / 100;
    }

    float convert(SpokenTape tape) {
      for (due += block; due >= input.length; due -= input.length) {
        tape.read(input, input.length);
        controls.position(position);
        session.convert(input, output, controls);
        position += input.length;
      }
      return output[0];
    }

    void close() {
      session.close();
      backend.close();
    }
  }

  private static final class Peer {

    private final WaveformSimilarityBasedOverlapAdd stretcher;
    private final RateTransposer transposer;
    private final AudioEvent event;
    private final float[] window;
    private final float[] fresh;
    private final int block;
    private int due;

    Peer(int rate) {
      double factor = Math.pow(2, -SEMITONES / 12);
      stretcher = new WaveformSimilarityBasedOverlapAdd(Parameters.speechDefaults(factor, rate));
      transposer = new RateTransposer(factor);
      event = new AudioEvent(new TarsosDSPAudioFormat(rate, 16, 1, true, false));
      window = new float[stretcher.getInputBufferSize()];
      fresh = new float[window.length - stretcher.getOverlap()];
      block = rate / 100;
      event.setFloatBuffer(window);
    }

    float convert(SpokenTape tape) {
      for (due += block; due >= fresh.length; due -= fresh.length) {
        int overlap = window.length - fresh.length;
        System.arraycopy(window, fresh.length, window, 0, overlap);
        tape.read(fresh, fresh.length);
        System.arraycopy(fresh, 0, window, overlap, fresh.length);
        event.setFloatBuffer(window);
        event.setOverlap(overlap);
        stretcher.process(event);
        transposer.process(event);
      }
      return event.getFloatBuffer()[0];
    }
  }
}
