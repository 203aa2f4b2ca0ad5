package io.makebeliv.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.makebeliv.inference.BackendSession;
import io.makebeliv.inference.StepControls;
import io.makebeliv.inference.StreamContext;
import io.makebeliv.onnx.rvc.LatentNoise;
import io.makebeliv.onnx.rvc.ToyEncoder;
import io.makebeliv.onnx.rvc.ToySynthesizer;
import java.nio.FloatBuffer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What was said at a time comes out as late as the ledger says, through every layout. */
final class RvcSessionTimeTest {

  private static final int FRAME = 160;
  private static final int STEPS = 12;
  private static final long SEED = 5;

  /** Samples of a frame of the toy, and which of them say what. */
  private static final int SAMPLES = 8;

  private static final int FEATURE = 0;
  private static final int NOISE = 5;
  private static final int LATENT = 192;

  static Stream<ToySynthesizer> layouts() {
    return Stream.of(
        ToySynthesizer.of("phone phone_lengths pitch pitchf ds rnd"),
        ToySynthesizer.of("phone phone_lengths pitch pitchf ds rnd").running(200),
        ToySynthesizer.of("feats p_len pitch pitchf sid skip_head return_length formant_length"),
        ToySynthesizer.of("feats p_len pitch pitchf sid skip_head"),
        ToySynthesizer.of("phone phone_lengths sid rate pitch nsff0"));
  }

  @ParameterizedTest
  @MethodSource("layouts")
  void keepsTime(ToySynthesizer model) {
    for (int chunk : new int[] {30, 100, 250}) {
      keepsTime(model, chunk);
    }
  }

  private static void keepsTime(ToySynthesizer model, int chunkMs) {
    RvcSettings settings =
        RvcSettings.defaults().chunk(chunkMs).context(500).rmsMix(1).indexRate(0);
    try (RvcVoice voice =
            RvcVoice.load(
                "toy",
                model.toy().loader(),
                ToyEncoder.of("source").giving("embed", 768).toy().loader(),
                null,
                settings);
        BackendSession session = voice.openSession(new StreamContext(16_000, SEED))) {
      int chunk = chunkMs / 10;
      assertEquals(chunk * FRAME, session.format().inputStep());
      assertEquals(chunk * SAMPLES, session.format().outputStep());
      float[] input = new float[session.format().inputStep()];
      float[] output = new float[session.format().outputStep()];
      StepControls controls = new StepControls(input.length);
      int late = session.format().latency() / SAMPLES;
      assertEquals(Math.min(4, chunk) + 1, late);
      for (int step = 0; step < STEPS; step++) {
        for (int i = 0; i < input.length; i++) {
          // A sample says to which frame it belongs.
          input[i] = (step * input.length + i) / (float) FRAME;
        }
        session.convert(input, output, controls);
        for (int k = 0; k < chunk; k++) {
          check(model, step * chunk + k - late, output, k * SAMPLES);
        }
      }
    }
  }

  private static void check(ToySynthesizer model, int frame, float[] output, int at) {
    // The first frames fade in from silence.
    if (frame < 4) {
      return;
    }
    float feature = output[at + FEATURE];
    // A row of features stands for two frames, and neighbouring windows may pair them differently.
    assertTrue(
        feature <= frame + 1e-3 && feature >= frame - 1 - 1e-3, feature + " in frame " + frame);
    if (model.names().contains("rnd")) {
      FloatBuffer noise = FloatBuffer.allocate(LATENT);
      new LatentNoise(SEED, LATENT, LatentNoise.USUAL_SCALE).fill(frame, 1, noise);
      assertEquals(noise.get(0), output[at + NOISE], 1e-5, "noise of frame " + frame);
    }
  }
}
