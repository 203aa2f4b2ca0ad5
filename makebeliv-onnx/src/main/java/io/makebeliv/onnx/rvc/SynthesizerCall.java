package io.makebeliv.onnx.rvc;

import io.makebeliv.onnx.runtime.Call;
import io.makebeliv.onnx.runtime.Tensor;
import io.makebeliv.onnx.runtime.TensorSpec;
import java.nio.FloatBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One stream's way to run a {@link Synthesizer} on windows of the same length, of which the last
 * frames are wanted. Allocates what ONNX Runtime's binding does. One thread at a time uses it.
 */
final class SynthesizerCall implements AutoCloseable {

  private final Call call;
  private final int frames;
  private final int tail;
  private final int origin;
  private final int samplesPerFrame;
  private final int channels;
  private final Tensor features;
  private final @Nullable Tensor pitch;
  private final @Nullable Tensor hertz;
  private final @Nullable Tensor noise;
  private final @Nullable Tensor phase;
  private final @Nullable Tensor sourceNoise;
  private final FloatBuffer sourceNoiseBuffer;
  private final int noiseFrames;
  private final int noiseChannels;
  private final FloatBuffer noiseBuffer;
  private final Tensor audio;

  SynthesizerCall(Synthesizer synthesizer, SynthesizerInputs inputs, TensorSpec output, int tail) {
    this.tail = tail;
    frames = inputs.window().frames();
    samplesPerFrame = synthesizer.samplesPerFrame();
    channels = synthesizer.channels();
    features = inputs.get(Role.FEATURES);
    pitch = inputs.has(Role.PITCH) ? inputs.get(Role.PITCH) : null;
    hertz = inputs.has(Role.HERTZ) ? inputs.get(Role.HERTZ) : null;
    noise = inputs.has(Role.NOISE) ? inputs.get(Role.NOISE) : null;
    phase = inputs.has(Role.PHASE) ? inputs.get(Role.PHASE) : null;
    sourceNoise = inputs.has(Role.SOURCE_NOISE) ? inputs.get(Role.SOURCE_NOISE) : null;
    sourceNoiseBuffer = FloatBuffer.allocate(sourceNoise == null ? 0 : sourceNoise.elements());
    noiseFrames = noise == null ? 0 : Math.toIntExact(noise.shape()[2]);
    noiseChannels = noise == null ? 0 : Math.toIntExact(noise.shape()[1]);
    noiseBuffer = FloatBuffer.allocate(noise == null ? 0 : noise.elements());
    audio = Tensor.of(output.type(), output.shape().stream().mapToLong(Long::longValue).toArray());
    origin = frames - audio.elements() / samplesPerFrame;
    Call.Builder builder = synthesizer.graph().call();
    try {
      inputs.all().forEach(builder::input);
      call = builder.output(output.name(), audio).prepare();
    } catch (RuntimeException | Error e) {
      audio.close();
      throw e;
    }
  }

  /** How many frames go in. */
  int frames() {
    return frames;
  }

  /** At which of them the source begins: at phase zero, or where {@link #phase} says. */
  int origin() {
    return origin;
  }

  /** How wide the noise is; 0 where the graph draws its own. */
  int noiseChannels() {
    return noiseChannels;
  }

  /** Sets the features: a row for each frame. */
  void features(float[] rows) {
    features.put(0, rows, 0, frames * channels);
  }

  /** Sets a frame's class of pitch; of no effect where the voice has none. */
  void coarse(int frame, int pitchClass) {
    if (pitch != null) {
      pitch.putLong(frame, pitchClass);
    }
  }

  /** Sets a frame's pitch in Hz, 0 where unvoiced; of no effect where the voice has none. */
  void hertz(int frame, float hz) {
    if (hertz != null) {
      hertz.put(frame, hz);
    }
  }

  /** Sets the noise; {@code first} is the absolute number of the window's first frame. */
  void noise(LatentNoise source, long first) {
    if (noise != null) {
      source.fill(first + frames - noiseFrames, noiseFrames, noiseBuffer);
      noise.put(0, noiseBuffer.array(), 0, noise.elements());
    }
  }

  boolean takesPhase() {
    return phase != null;
  }

  /** Sets where the source begins, in cycles; of no effect where it begins at zero. */
  void phase(float cycles) {
    if (phase != null) {
      phase.put(0, cycles);
    }
  }

  /**
   * Sets the noise of the source, of no effect where the graph draws its own.
   *
   * @param source of one channel, whose frames are samples
   * @param first absolute number of the window's first frame
   */
  void sourceNoise(LatentNoise source, long first) {
    if (sourceNoise != null) {
      source.fill((first + origin) * samplesPerFrame, sourceNoise.elements(), sourceNoiseBuffer);
      sourceNoise.put(0, sourceNoiseBuffer.array(), 0, sourceNoise.elements());
    }
  }

  void run() {
    call.run();
  }

  /** Gives the samples of the last frames that were asked for. */
  void audio(float[] target) {
    int count = tail * samplesPerFrame;
    audio.get(audio.elements() - count, target, 0, count);
  }

  @Override
  public void close() {
    call.close();
  }
}
