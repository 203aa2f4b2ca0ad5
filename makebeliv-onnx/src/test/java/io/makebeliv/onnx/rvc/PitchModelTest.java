package io.makebeliv.onnx.rvc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.makebeliv.onnx.f0.F0Track;
import io.makebeliv.onnx.f0.LogMel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The forms in which pitch models are passed on: what goes in, and how what comes out is read. */
final class PitchModelTest {

  private static final int CHUNK = 1600;
  private static final int CHUNKS = 12;

  /** Of bin 137: 20 cents a bin above 1997.379. */
  private static final double BIN_HERTZ = 10 * Math.pow(2, (20 * ToyPitch.BIN + 1997.3794) / 1200);

  /** Of bin 137: 19.7775 cents a bin above 2051.1488. */
  private static final double FCPE_HERTZ =
      10 * Math.pow(2, (2051.1488 + ToyPitch.BIN * (9151.2889 - 2051.1488) / 359) / 1200);

  @Test
  void givesMelToRmvpeBandByBand() {
    assertFollows(ToyPitch.of("mel threshold").giving("pitchf", ToyPitch.Out.HERTZ), mel());
    assertFollows(
        ToyPitch.of("mel threshold").withScalar().giving("pitchf", ToyPitch.Out.HERTZ), mel());
  }

  @Test
  void readsSaliencesOfRmvpe() {
    assertFollows(ToyPitch.rmvpe(), k -> mel().at(k) > hertz(0.03f) ? BIN_HERTZ : 0);
  }

  @Test
  void givesMelToFcpeFrameByFrame() {
    assertFollows(ToyPitch.of("frames_first").giving("pitchf", ToyPitch.Out.HERTZ), fcpeMel());
    assertFollows(
        ToyPitch.of("frames_first threshold").withScalar().giving("pitchf", ToyPitch.Out.HERTZ),
        fcpeMel());
  }

  @Test
  void readsSaliencesOfFcpe() {
    assertFollows(
        ToyPitch.of("frames_first").giving("output", ToyPitch.Out.SALIENCE),
        k -> fcpeMel().at(k) > hertz(0.006f) ? FCPE_HERTZ : 0);
  }

  @Test
  void givesSamplesToAnRmvpeWithEars() {
    assertFollows(
        ToyPitch.of("waveform threshold").giving("pitchf", ToyPitch.Out.HERTZ),
        k -> hertz(signal()[k * LogMel.HOP]));
    assertFollows(
        ToyPitch.of("waveform threshold")
            .withScalar()
            .giving("uv", ToyPitch.Out.THRESHOLD)
            .giving("f0", ToyPitch.Out.HERTZ),
        k -> hertz(signal()[k * LogMel.HOP]));
  }

  @Test
  void readsCrepeThatLevelsItsInput() {
    try (PitchModel model =
        PitchModel.of(
            ToyPitch.of("frames")
                .levelling()
                .giving("probabilities", ToyPitch.Out.SALIENCE)
                .toy()
                .load())) {
      assertEquals("CREPE", model.describe());
      model.check();
    }
  }

  /** What is told of the threshold is what is told of Hz here. */
  @Test
  void setsTheThresholdThatTheFormIsUsedWith() {
    assertThreshold("mel threshold", "f0", 0.03f);
    assertThreshold("waveform threshold", "f0", 0.03f);
    assertThreshold("waveform threshold", "pitchf", 0.3f);
    assertThreshold("frames_first threshold", "pitchf", 0.006f);
  }

  private static void assertThreshold(String inputs, String output, float threshold) {
    assertFollows(ToyPitch.of(inputs).giving(output, ToyPitch.Out.THRESHOLD), k -> threshold);
  }

  private interface Expected {
    double at(int frame);
  }

  private static double hertz(float heard) {
    return Math.max(0, ToyPitch.BASE + ToyPitch.STEP * heard);
  }

  private static Expected mel() {
    return melOf(LogMel.rmvpe());
  }

  private static Expected fcpeMel() {
    return melOf(LogMel.fcpe());
  }

  private static Expected melOf(LogMel mel) {
    float[] signal = signal();
    float[] bands = new float[LogMel.BANDS];
    return k -> {
      mel.compute(signal, 0, signal.length, k, bands, 0);
      return hertz(bands[ToyPitch.BAND]);
    };
  }

  /** A sound at 220 Hz that comes and goes. */
  private static float[] signal() {
    float[] signal = new float[CHUNKS * CHUNK];
    for (int i = 0; i < signal.length; i++) {
      double level = 0.5 + 0.5 * Math.sin(2 * Math.PI * i / 7000.0);
      signal[i] = (float) (level * Math.sin(2 * Math.PI * 220 * i / LogMel.SAMPLE_RATE));
    }
    return signal;
  }

  private static void assertFollows(ToyPitch model, Expected expected) {
    Toy toy = model.toy();
    float[] all = signal();
    int frames = all.length / LogMel.HOP;
    F0Track track = new F0Track(frames);
    int window;
    try (PitchModel pitch = PitchModel.of(toy.load());
        PitchFollower follower = pitch.open(CHUNK)) {
      window = follower.window();
      float[] signal = new float[window + 500];
      for (int end = CHUNK; end <= all.length; end += CHUNK) {
        System.arraycopy(signal, CHUNK, signal, 0, signal.length - CHUNK);
        System.arraycopy(all, end - CHUNK, signal, signal.length - CHUNK, CHUNK);
        follower.follow(signal, end / LogMel.HOP, track);
      }
    }
    assertTrue(toy.isClosed());
    float[] found = new float[frames];
    track.give(0, frames, found, 0);
    // What comes before the stream is silence to the first windows, and the last frames are held.
    for (int k = 4; k < frames - 4; k++) {
      // Short windows leave a frame that is heard last where a mel mirrors the end of the signal.
      boolean mirrored = window < CHUNK + 1600 && k % (CHUNK / LogMel.HOP) == 7;
      assertEquals(expected.at(k), found[k], mirrored ? 10 : 0.02, "frame " + k);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {320, 1600, 4000, 16_000})
  void hearsAWindowThatTheNetworksTake(int chunk) {
    try (PitchModel rmvpe = PitchModel.of(ToyPitch.rmvpe().toy().load())) {
      int window = rmvpe.window(chunk);
      assertEquals(0, (window / LogMel.HOP + 1) % 32);
      assertTrue(window >= chunk + 800, "" + window);
    }
  }

  @Test
  void refusesAnotherNumberOfFrames() {
    Toy toy = ToyPitch.of("mel").giving("pitchf", ToyPitch.Out.TOO_MANY).toy();
    try (PitchModel pitch = PitchModel.of(toy.load())) {
      String message = Toy.refusal(pitch::check);
      assertTrue(message.contains("pitchf float[1,64]] for 32 frames"), message);
      assertTrue(message.contains("360 saliences"), message);
    }
    assertTrue(toy.isClosed());
  }

  @Test
  void refusesWhatIsNoPitchModel() {
    Toy toy = ToySynthesizer.of(SynthesizerLayoutTest.WEBUI).toy();
    String message = Toy.refusal(() -> PitchModel.of(toy.load()));
    assertTrue(message.contains("RMVPE, FCPE, CREPE"), message);
    assertTrue(message.contains("phone float[1,T,768]"), message);
    assertTrue(toy.isClosed());
  }
}
