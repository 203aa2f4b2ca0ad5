package io.makebeliv.benchmarks;

import io.makebeliv.onnx.f0.CoarsePitch;
import io.makebeliv.onnx.f0.F0Track;
import io.makebeliv.onnx.f0.LogMel;
import io.makebeliv.onnx.f0.MelWindow;
import io.makebeliv.onnx.f0.Salience;
import io.makebeliv.onnx.runtime.Call;
import io.makebeliv.onnx.runtime.ElementType;
import io.makebeliv.onnx.runtime.LoadedGraph;
import io.makebeliv.onnx.runtime.Tensor;
import io.makebeliv.onnx.rvc.ContentRows;
import io.makebeliv.onnx.rvc.LatentNoise;
import java.nio.FloatBuffer;

/**
 * The usual way to run an RVC voice on a stream, with the WebUI's sizes and graphs: encoder and
 * synthesizer see the whole window, its end is joined by a search for the best place. Everything is
 * bound beforehand, so that it costs no more than it must.
 */
final class StandardRecipe implements AutoCloseable {

  private static final float THRESHOLD = 0.03f;
  private static final double CROSSFADE_SECONDS = 0.05;
  private static final int LATENT = 192;

  private final StreamPlan plan;
  private final int channels;
  private final int upsampling;
  private final Tensor wave;
  private final Tensor features;
  private final Call encoder;
  private final Tensor mel;
  private final Tensor saliences;
  private final Call pitchModel;
  private final Tensor phone;
  private final Tensor pitch;
  private final Tensor hertz;
  private final Tensor noise;
  private final Tensor audio;
  private final Call synthesizer;

  private final MelWindow melWindow;
  private final Salience salience = Salience.rmvpe(THRESHOLD);
  private final F0Track track;
  private final LatentNoise latent = new LatentNoise(1, LATENT, LatentNoise.USUAL_SCALE);
  private final Sola sola;
  private final float[] signal;
  private final FloatBuffer melRows;
  private final float[] found;
  private final float[] f0;
  private final float[] heard;
  private final float[] rows;
  private final float[] frames;
  private final FloatBuffer noiseRows;
  private final float[] asked;
  private long position;
  private long steps;

  StandardRecipe(
      LoadedGraph encoderGraph,
      LoadedGraph pitchGraph,
      LoadedGraph synthesizerGraph,
      int channels,
      int sampleRate,
      double block,
      double context) {
    this.channels = channels;
    plan = StreamPlan.ofSeconds(sampleRate, block, CROSSFADE_SECONDS, context);
    upsampling = plan.frameSamples();
    int window = plan.windowFrames();
    int count = plan.contentRows();
    wave = Tensor.of(ElementType.FLOAT, 1, plan.window16k());
    features = Tensor.of(ElementType.FLOAT, 1, count, channels);
    encoder = encoderGraph.call().input("source", wave).output("features", features).prepare();
    melWindow = new MelWindow(LogMel.rmvpe(), plan.f0WindowBy32());
    int melFrames = melWindow.paddedFrames();
    mel = Tensor.of(ElementType.FLOAT, 1, LogMel.BANDS, melFrames);
    saliences = Tensor.of(ElementType.FLOAT, 1, melFrames, Salience.BINS);
    pitchModel =
        pitchGraph
            .call()
            .input("input", mel)
            .output(pitchGraph.outputs().get(0).name(), saliences)
            .prepare();
    phone = Tensor.of(ElementType.FLOAT, 1, window, channels);
    pitch = Tensor.of(ElementType.INT64, 1, window);
    hertz = Tensor.of(ElementType.FLOAT, 1, window);
    noise = Tensor.of(ElementType.FLOAT, 1, LATENT, window);
    audio = Tensor.of(ElementType.FLOAT, 1, 1, (long) window * upsampling);
    Tensor length = Tensor.of(ElementType.INT64, 1);
    length.putLong(0, window);
    synthesizer =
        synthesizerGraph
            .call()
            .input("phone", phone)
            .input("phone_lengths", length)
            .input("pitch", pitch)
            .input("pitchf", hertz)
            .input("ds", Tensor.of(ElementType.INT64, 1))
            .input("rnd", noise)
            .output("audio", audio)
            .prepare();
    track = new F0Track(2 * window);
    sola =
        new Sola(
            plan.blockFrames() * upsampling,
            plan.fadeFrames() * upsampling,
            plan.searchFrames() * upsampling);
    signal = new float[plan.window16k()];
    melRows = FloatBuffer.allocate(mel.elements());
    found = new float[saliences.elements()];
    f0 = new float[melFrames];
    heard = new float[window];
    rows = new float[features.elements()];
    frames = new float[phone.elements()];
    noiseRows = FloatBuffer.allocate(noise.elements());
    asked = new float[sola.inputLength()];
  }

  int inputStep() {
    return plan.blockFrames() * StreamPlan.SAMPLES_16K;
  }

  int outputStep() {
    return plan.blockFrames() * upsampling;
  }

  /** Converts a block of 16 kHz samples. */
  void step(float[] input, float[] output) {
    System.arraycopy(signal, input.length, signal, 0, signal.length - input.length);
    System.arraycopy(input, 0, signal, signal.length - input.length, input.length);
    position += plan.blockFrames();
    wave.put(0, signal, 0, signal.length);
    encoder.run();
    features.get(0, rows, 0, rows.length);
    follow(input.length);
    speak();
    sola.join(asked, 0, output, 0);
  }

  private void follow(int slid) {
    int window = plan.f0WindowBy32();
    melWindow.update(signal, signal.length - window, slid);
    melWindow.byBand(melRows, melWindow.paddedFrames());
    mel.put(0, melRows.array(), 0, mel.elements());
    pitchModel.run();
    saliences.get(0, found, 0, found.length);
    salience.decode(found, 0, melWindow.frames(), f0, 0);
    track.takeWindow(position - window / StreamPlan.SAMPLES_16K, f0, 0, melWindow.frames());
    track.give(position - heard.length, heard.length, heard, 0);
  }

  private void speak() {
    ContentRows.spread(rows, 0, plan.contentRows(), channels, frames, 0, 0, heard.length);
    phone.put(0, frames, 0, frames.length);
    for (int k = 0; k < heard.length; k++) {
      pitch.putLong(k, CoarsePitch.of(heard[k]));
      hertz.put(k, heard[k]);
    }
    // Other noise each time, as the reference implementation draws it.
    latent.fill(steps++ * heard.length, heard.length, noiseRows);
    noise.put(0, noiseRows.array(), 0, noise.elements());
    synthesizer.run();
    audio.get(plan.skipFrames() * upsampling, asked, 0, asked.length);
  }

  @Override
  public void close() {
    encoder.close();
    pitchModel.close();
    synthesizer.close();
  }
}
