package io.makebeliv.onnx;

import io.makebeliv.onnx.checkpoint.Checkpoint;
import io.makebeliv.onnx.checkpoint.StateDict;
import io.makebeliv.onnx.checkpoint.TestCheckpoint;
import java.net.URISyntaxException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Objects;

/** The small golden checkpoints, made to fit each other. */
public final class RvcFiles {

  /** What the golden encoder's last layer gives, and its ninth behind the projection. */
  public static final int SECOND_VERSION = 32;

  public static final int FIRST_VERSION = 24;

  private static final String PHONE = "enc_p.emb_phone.weight";

  private RvcFiles() {}

  public static Path golden(String name) {
    try {
      return Path.of(
          Objects.requireNonNull(RvcFiles.class.getResource("/golden/" + name), name).toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  /** A golden voice that takes fewer features a row, as the golden encoder gives them. */
  public static TestCheckpoint narrowed(String name, int channels) {
    Checkpoint voice = Checkpoint.open(golden(name));
    StateDict weights = voice.weights();
    TestCheckpoint narrowed = new TestCheckpoint().weights(weights);
    long[] shape = weights.shape(PHONE);
    FloatBuffer wide = weights.floats(PHONE);
    FloatBuffer narrow = FloatBuffer.allocate((int) shape[0] * channels);
    for (int row = 0; row < shape[0]; row++) {
      narrow.put(wide.slice((int) (row * shape[1]), channels));
    }
    narrowed.tensor(PHONE, narrow.flip(), shape[0], channels);
    for (String key : new String[] {"config", "version", "f0", "sr"}) {
      narrowed.entry(key, voice.find(key).orElseThrow());
    }
    return narrowed;
  }

  /** A voice that glides, with pauses. */
  public static float[] speech(int samples) {
    float[] speech = new float[samples];
    double phase = 0;
    for (int i = 0; i < samples; i++) {
      phase += (150 + 40 * Math.sin(2 * Math.PI * i / 16_000)) / 16_000;
      double level = Math.max(0, Math.sin(2 * Math.PI * 1.3 * i / 16_000));
      double sample = 0;
      for (int harmonic = 1; harmonic <= 12; harmonic++) {
        sample += Math.sin(2 * Math.PI * harmonic * phase) / harmonic;
      }
      speech[i] = (float) (0.2 * level * sample);
    }
    return speech;
  }
}
