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
        ToySynthesizer.of("phone phone_lengths pitch pitchf sid rnd")
            .noting("rvc_stream_skip_head_frames", "70")
            .noting("rvc_stream_return_length_frames", "90"),
        ToySynthesizer.of("phone phone_lengths sid rate pitch nsff0"));
  }

  @ParameterizedTest
  @MethodSource("layouts")
  void keepsTime(ToySynthesizer model) {
    for (int chunk : new int[] {3, 10, 25}) {
      try (RvcVoice voice = load(model, settings(chunk));
          Driven session = open(voice)) {
        assertEquals(chunk * FRAME, session.format().inputStep());
        assertEquals(chunk * SAMPLES, session.format().outputStep());
        assertEquals((Math.min(4, chunk) + 1) * SAMPLES, session.format().latency());
        check(model, session, 0, STEPS * chunk);
      }
    }
  }

  /** What was dropped is silence, and what comes after it belongs to its own time. */
  @ParameterizedTest
  @MethodSource("layouts")
  void keepsTimeWhereStepsAreMissing(ToySynthesizer model) {
    int chunk = 10;
    for (int missing : new int[] {1, 3, 100}) {
      try (RvcVoice voice = load(model, settings(chunk));
          Driven session = open(voice)) {
        check(model, session, 0, STEPS * chunk);
        session.skip(missing);
        check(model, session, (STEPS + missing) * chunk, 4 * chunk);
      }
    }
  }

  /** A voice that joins a stream, or begins again after a fault, is where the stream is. */
  @ParameterizedTest
  @MethodSource("layouts")
  void keepsTimeWhereItBeginsLater(ToySynthesizer model) {
    int chunk = 10;
    try (RvcVoice voice = load(model, settings(chunk));
        BackendSession session = voice.openSession(new StreamContext(16_000, SEED))) {
      for (long first : new long[] {777, 5000, 0}) {
        StepControls controls = new StepControls(session.format().inputStep());
        // A stream of another rate may have it begin between two frames.
        controls.position(first * FRAME + 31);
        Driven driven = new Driven(session, controls);
        check(model, driven, (int) first, 4 * chunk);
        session.reset();
      }
    }
  }

  /** Every sample of the toy is the number of its frame, however many it speaks for each. */
  @ParameterizedTest
  @MethodSource("layouts")
  void keepsTimeWhereFormantsAreMoved(ToySynthesizer model) {
    for (double ratio : new double[] {0.5, 0.85, 1.137, 2}) {
      for (int chunk : new int[] {3, 10, 25}) {
        try (RvcVoice voice = load(model.plainly(), settings(chunk).formant(ratio));
            Driven session = open(voice)) {
          int late = session.format().latency();
          float[] output = session.convert(ramp(0, STEPS * chunk));
          for (int i = late + 5 * SAMPLES; i < output.length; i++) {
            double frame = (double) (i - late) / SAMPLES;
            // The middle of what a row may say, which stands for two frames and is that of the
            // first.
            assertEquals(frame - 1, output[i], 1.3, "frame " + frame + ", ratio " + ratio);
          }
        }
      }
    }
  }

  private static RvcSettings settings(int chunk) {
    return RvcSettings.defaults().chunk(10 * chunk).context(500).rmsMix(1).indexRate(0);
  }

  private static RvcVoice load(ToySynthesizer model, RvcSettings settings) {
    return RvcVoice.load(
        "toy",
        model.toy().loader(),
        ToyEncoder.of("source").giving("embed", 768).toy().loader(),
        null,
        settings);
  }

  private static Driven open(RvcVoice voice) {
    return new Driven(voice.openSession(new StreamContext(16_000, SEED)));
  }

  /** Says of each sample to which frame it belongs. */
  private static float[] ramp(int frame, int frames) {
    float[] ramp = new float[frames * FRAME];
    for (int i = 0; i < ramp.length; i++) {
      ramp[i] = frame + i / (float) FRAME;
    }
    return ramp;
  }

  /** Converts some frames; what comes out before them is of another time. */
  private static void check(ToySynthesizer model, Driven session, int from, int frames) {
    float[] output = session.convert(ramp(from, frames));
    int late = session.format().latency() / SAMPLES;
    // The first frames fade in.
    for (int k = late + 4; k < frames; k++) {
      check(model, from + k - late, output, k * SAMPLES);
    }
  }

  private static void check(ToySynthesizer model, int frame, float[] output, int at) {
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
