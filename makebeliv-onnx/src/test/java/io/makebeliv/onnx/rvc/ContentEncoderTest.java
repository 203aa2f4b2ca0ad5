package io.makebeliv.onnx.rvc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.makebeliv.onnx.runtime.LoadedGraph;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The contracts of content encoders that are passed on: what goes in, and which output is read. */
final class ContentEncoderTest {

  private static final int SAMPLES = 4960;
  private static final int ROWS = 15;

  @Test
  void takesSamplesOfTwoDimensions() {
    assertHears(ToyEncoder.of("source").giving("features", 768), 768, 1);
    assertHears(ToyEncoder.of("input_values").giving("last_hidden_state", 768), 768, 1);
  }

  @Test
  void takesSamplesOfThree() {
    assertHears(ToyEncoder.of("source").deepened().giving("embed", 768), 768, 1);
    assertHears(ToyEncoder.of("source").deepened().giving("embed", 256), 256, 1);
  }

  @Test
  void takesHalfPrecision() {
    assertHears(ToyEncoder.of("audio").halved().giving("embed", 256), 256, 1);
  }

  @Test
  void readsTheOutputOfTheVoicesVersion() {
    ToyEncoder both = ToyEncoder.of("audio").giving("units9", 256).giving("unit12s", 768);
    both = both.giving("unit12", 768);
    assertHears(both, 256, 1);
    assertHears(both, 768, 3);
  }

  @Test
  void asksForTheLayerOfTheVoicesVersion() {
    ToyEncoder both =
        ToyEncoder.of("feats.1 output_layer").giving("feats", 768).giving("feats_proj", 256);
    assertHears(both, 768, 1 + 12);
    assertHears(both, 256, 2 + 9);
  }

  @Test
  void masksNothing() {
    assertHears(
        ToyEncoder.of("input_values attention_mask").giving("last_hidden_state", 768), 768, 1 + 1);
  }

  @Test
  void readsOutputThatIsTransposed() {
    assertHears(ToyEncoder.of("source").transposed().giving("embed", 256), 256, 1);
  }

  /**
   * Row i begins with sample 320 i of the window, and ends with what the encoder was told beside
   * it.
   */
  private static void assertHears(ToyEncoder model, int channels, float told) {
    Toy toy = model.toy();
    try (ContentEncoder encoder = new ContentEncoder(toy.load())) {
      assertTrue(ContentEncoder.fits(encoder.graph().inputs(), encoder.graph().outputs()));
      encoder.check(channels);
      try (ContentEncoder.Listener listener = encoder.open(SAMPLES, SAMPLES, channels)) {
        assertEquals(ROWS, listener.rows());
        // The signal ends with the window.
        float[] signal = new float[SAMPLES + 100];
        for (int i = 0; i < SAMPLES; i++) {
          signal[100 + i] = i / 32f;
        }
        float[] rows = new float[ROWS * channels];
        listener.listen(signal, rows);
        for (int i = 0; i < ROWS; i++) {
          assertEquals(10f * i, rows[i * channels]);
          assertEquals(10f * i, rows[i * channels + channels - 2]);
          assertEquals(told, rows[(i + 1) * channels - 1]);
        }
        // Nothing is left of the first window.
        float[] again = rows.clone();
        listener.listen(new float[SAMPLES], rows);
        listener.listen(signal, rows);
        assertArrayEquals(again, rows);
      }
    }
    assertTrue(toy.isClosed());
  }

  @Test
  void countsRowsAsTheConvolutionsDo() {
    assertEquals(15, ContentEncoder.rows(4960));
    assertEquals(40, ContentEncoder.rows(12_960));
    assertEquals(49, ContentEncoder.rows(16_000));
    assertEquals(1, ContentEncoder.rows(400));
  }

  @Test
  void refusesFeaturesOfAnotherVersion() {
    refused(
        ToyEncoder.of("source").giving("embed", 256),
        encoder -> encoder.check(768),
        "embed float[1,49,256]",
        "version 2");
    refused(
        ToyEncoder.of("source").giving("embed", 768), encoder -> encoder.check(256), "version 1");
  }

  @Test
  void refusesRowsOfAnotherRate() {
    refused(
        ToyEncoder.of("source").hop(160).giving("embed", 256),
        encoder -> encoder.check(256),
        "49 rows");
  }

  @Test
  void refusesBrokenWeights() {
    refused(
        ToyEncoder.of("source").scaled(Float.NaN).giving("embed", 256),
        encoder -> encoder.check(256),
        "NaN",
        "'embed'");
  }

  @Test
  void isNoOtherKindOfModel() {
    try (LoadedGraph mel = ToyPitch.of("mel").giving("pitchf", ToyPitch.Out.HERTZ).toy().load();
        LoadedGraph wave =
            ToyPitch.of("waveform threshold").giving("pitchf", ToyPitch.Out.HERTZ).toy().load();
        LoadedGraph voice = ToySynthesizer.of(SynthesizerLayoutTest.WEBUI).toy().load()) {
      assertFalse(ContentEncoder.fits(mel.inputs(), mel.outputs()));
      assertFalse(ContentEncoder.fits(wave.inputs(), wave.outputs()));
      assertFalse(ContentEncoder.fits(voice.inputs(), voice.outputs()));
    }
  }

  private static void refused(ToyEncoder model, Consumer<ContentEncoder> action, String... words) {
    Toy toy = model.toy();
    try (ContentEncoder encoder = new ContentEncoder(toy.load())) {
      String message = Toy.refusal(() -> action.accept(encoder));
      for (String word : words) {
        assertTrue(message.contains(word), message);
      }
    }
    assertTrue(toy.isClosed());
  }
}
