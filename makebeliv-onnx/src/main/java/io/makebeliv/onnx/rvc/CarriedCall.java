package io.makebeliv.onnx.rvc;

import io.makebeliv.onnx.runtime.Call;
import io.makebeliv.onnx.runtime.Tensor;
import io.makebeliv.onnx.runtime.TensorSpec;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One stream's way to run a {@link Synthesizer} that goes on where it stopped. Its states are pairs
 * of tensors, bound once, that change places with every run. Allocates what ONNX Runtime's binding
 * does. One thread at a time uses it.
 */
final class CarriedCall implements AutoCloseable {

  private final Carriage carriage;
  private final Call call;
  private final List<Tensor> states = new ArrayList<>();
  private final Tensor features;
  private final Tensor head;
  private final @Nullable Tensor pitch;
  private final @Nullable Tensor hertz;
  private final Tensor noise;
  private final @Nullable Tensor sourceNoise;
  private final int noiseChannels;
  private final FloatBuffer drawn;
  private final FloatBuffer sourceDrawn;
  private final Tensor audio;

  CarriedCall(CarriedInputs inputs, TensorSpec output) {
    carriage = inputs.carriage();
    features = inputs.get(Role.FEATURES);
    head = inputs.get(Role.HEAD);
    pitch = inputs.find(Role.PITCH);
    hertz = inputs.find(Role.HERTZ);
    noise = inputs.get(Role.NOISE);
    sourceNoise = inputs.find(Role.SOURCE_NOISE);
    noiseChannels = noise.elements() / carriage.driven();
    drawn = FloatBuffer.allocate(noise.elements());
    sourceDrawn = FloatBuffer.allocate(sourceNoise == null ? 0 : sourceNoise.elements());
    audio = Tensor.of(output.type(), output.shape().stream().mapToLong(Long::longValue).toArray());
    try {
      call = inputs.bind(audio, states);
    } catch (RuntimeException | Error e) {
      audio.close();
      throw e;
    }
  }

  int noiseChannels() {
    return noiseChannels;
  }

  /** Sets the features: a row for each frame of the window. */
  void features(float[] rows) {
    features.put(0, rows, 0, features.elements());
  }

  /** Sets a frame's class of pitch; of no effect where the voice has none. */
  void coarse(int frame, int pitchClass) {
    if (pitch != null) {
      pitch.putLong(frame, pitchClass);
    }
  }

  /**
   * Sets which frame of the window is the first to be taken, and what drives it and those behind
   * it. Behind the window, the last frame's pitch is held.
   *
   * @param first the frame
   * @param hertz of the window's frames
   */
  void drive(int first, float[] hertz) {
    head.putLong(0, first);
    if (this.hertz != null) {
      for (int k = 0; k < carriage.driven(); k++) {
        this.hertz.put(k, hertz[Math.min(first + k, hertz.length - 1)]);
      }
    }
  }

  /**
   * Sets the noise. What is not known yet has none: it is only guessed at, and comes again.
   *
   * @param latent of as many channels as the latent
   * @param source of one channel, whose frames are samples
   * @param first absolute number of the first frame that is taken
   * @param known how many frames are from there on
   */
  void noise(LatentNoise latent, LatentNoise source, long first, int known) {
    int driven = carriage.driven();
    int given = Math.min(known, driven);
    latent.fill(first, given, drawn);
    for (int channel = 0; channel < noiseChannels; channel++) {
      noise.put(channel * driven, drawn.array(), channel * given, given);
    }
    if (sourceNoise != null) {
      int samples = sourceNoise.elements() / driven;
      source.fill(first * samples, given * samples, sourceDrawn);
      sourceNoise.put(0, sourceDrawn.array(), 0, given * samples);
    }
  }

  void run() {
    call.run();
  }

  /** Gives the samples of the frames that were put out. */
  void audio(float[] target) {
    audio.get(0, target, 0, audio.elements());
  }

  /** Begins anew. */
  void reset() {
    for (int i = 0; i < states.size(); i++) {
      states.get(i).fill(0);
    }
    call.rewind();
  }

  @Override
  public void close() {
    call.close();
  }
}
