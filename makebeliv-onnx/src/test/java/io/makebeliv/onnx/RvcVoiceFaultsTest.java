package io.makebeliv.onnx;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.makebeliv.inference.BackendSession;
import io.makebeliv.inference.StreamContext;
import io.makebeliv.onnx.rvc.Toy;
import io.makebeliv.onnx.rvc.ToyEncoder;
import io.makebeliv.onnx.rvc.ToyPitch;
import io.makebeliv.onnx.rvc.ToySynthesizer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Broken models and parts that do not belong together: one clear sentence, and nothing is left
 * open.
 */
final class RvcVoiceFaultsTest {

  private static final ToySynthesizer VOICE =
      ToySynthesizer.of("phone phone_lengths pitch pitchf ds rnd");
  private static final ToyEncoder ENCODER = ToyEncoder.of("source").giving("embed", 768);

  @Test
  void closesEverythingWithTheVoice() {
    Toy voice = VOICE.toy();
    Toy encoder = ENCODER.toy();
    Toy pitch = ToyPitch.rmvpe().toy();
    RvcVoice loaded = load(voice, encoder, pitch, RvcSettings.defaults());
    BackendSession session = loaded.openSession(new StreamContext(16_000, 1));
    loaded.close();
    assertFalse(voice.isClosed(), "a stream still speaks");
    session.close();
    assertClosed(voice, encoder, pitch);
  }

  @Test
  void refusesBrokenWeights() {
    refused(VOICE.scaled(Float.NaN).toy(), ENCODER.toy(), null, "toy.onnx puts out NaN");
    refused(VOICE.toy(), ENCODER.scaled(Float.NaN).toy(), null, "encoder.onnx puts out NaN");
  }

  @Test
  void refusesAudioOfAnotherLength() {
    refused(VOICE.longer(1).toy(), ENCODER.toy(), null, "no whole number of samples a frame");
  }

  @Test
  void refusesAnEncoderOfAnotherVersion() {
    refused(
        VOICE.toy(),
        ToyEncoder.of("source").giving("embed", 256).toy(),
        null,
        "encoder.onnx is no encoder for this voice");
  }

  @Test
  void refusesAPitchModelThatCannotBeRead() {
    refused(
        VOICE.toy(),
        ENCODER.toy(),
        ToyPitch.of("mel").giving("pitchf", ToyPitch.Out.TOO_MANY).toy(),
        "or a pitch for each");
    refused(VOICE.toy(), ENCODER.toy(), VOICE.toy(), "no pitch model");
  }

  @Test
  void closesWhatAStreamOpenedBeforeItFailed() {
    Toy voice = VOICE.toy();
    Toy encoder = ENCODER.toy();
    Toy pitch = ToyPitch.rmvpe().toy();
    RvcVoice loaded = load(voice, encoder, pitch, RvcSettings.defaults().speaker(9));
    String message = Toy.refusal(() -> loaded.openSession(new StreamContext(16_000, 1)));
    assertTrue(message.contains("speaker 9"), message);
    loaded.close();
    assertClosed(voice, encoder, pitch);
  }

  private static void refused(Toy voice, Toy encoder, @Nullable Toy pitch, String words) {
    String message = Toy.refusal(() -> load(voice, encoder, pitch, RvcSettings.defaults()));
    assertTrue(message.contains(words), message);
    assertClosed(voice, encoder);
    assertTrue(pitch == null || pitch.isClosed(), "pitch model");
  }

  private static RvcVoice load(Toy voice, Toy encoder, @Nullable Toy pitch, RvcSettings settings) {
    return RvcVoice.load(
        "toy", voice.loader(), encoder.loader(), pitch == null ? null : pitch.loader(), settings);
  }

  private static void assertClosed(Toy... toys) {
    for (Toy toy : toys) {
      assertTrue(toy.isClosed());
    }
  }
}
