package io.makebeliv.onnx.rvc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.makebeliv.inference.ModelException;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every exporter's graph is told the right things in the right places, and its end is read. */
final class SynthesizerLayoutTest {

  static final String WEBUI = "phone phone_lengths pitch pitchf ds rnd";
  private static final String CLIENT = "feats p_len pitch pitchf sid";
  private static final String STREAMING =
      "feats p_len pitch pitchf sid skip_head return_length formant_length";
  private static final String NOTED = "phone phone_lengths pitch pitchf sid rnd";

  private static final int FRAMES = 60;
  private static final int TAIL = 20;
  private static final long FIRST = 1234;
  private static final int LATENT = ToySynthesizer.LATENT;

  static Stream<Arguments> layouts() {
    return Stream.of(
        layout("A, version 2", ToySynthesizer.of(WEBUI), 0),
        layout("A, version 1", ToySynthesizer.of(WEBUI).wide(256), 0),
        layout("A of one number of frames", ToySynthesizer.of(WEBUI).declaring(FRAMES), 0),
        layout("A in half precision", ToySynthesizer.of(WEBUI).halved(), 0),
        layout("A, noise of its own", ToySynthesizer.of("phone phone_lengths pitch pitchf ds"), 0),
        layout("A, speaker g", ToySynthesizer.of("phone phone_lengths pitch nsff0 g rnd"), 0),
        layout("B", ToySynthesizer.of(CLIENT).flattened(), 0),
        layout("B, older", ToySynthesizer.of(CLIENT).wide(256), 0),
        layout("B in half precision", ToySynthesizer.of(CLIENT).flattened().halved(), 0),
        layout("B without pitch", ToySynthesizer.of("feats p_len sid").flattened(), 0),
        layout("B without speakers", ToySynthesizer.of("feats p_len").wide(256), 0),
        layout("C", ToySynthesizer.of(STREAMING).flattened(), FRAMES - TAIL),
        layout(
            "C without pitch",
            ToySynthesizer.of("feats p_len sid skip_head return_length formant_length"),
            FRAMES - TAIL),
        layout("D", ToySynthesizer.of("phone phone_lengths ds rnd pitch pitchf energy"), 0),
        layout("D without pitch", ToySynthesizer.of("phone phone_lengths ds rnd"), 0),
        layout(
            "E",
            ToySynthesizer.of(NOTED)
                .noting(Layout.FIXED_SKIP, "35")
                .noting(Layout.FIXED_RETURN, "25"),
            35),
        layout(
            "E that skips little",
            ToySynthesizer.of(NOTED)
                .noting(Layout.FIXED_SKIP, "10")
                .noting(Layout.FIXED_RETURN, "50"),
            10),
        layout(
            "F",
            ToySynthesizer.of("feats p_len pitch pitchf sid skip_head").flattened(),
            FRAMES - TAIL),
        // 16 frames of 60 as a share of single precision are 15.99.
        layout("F2", ToySynthesizer.of("phone phone_lengths sid rate pitch nsff0"), 15),
        layout("F2 without pitch", ToySynthesizer.of("phone phone_lengths sid rate"), 15));
  }

  private static Arguments layout(String name, ToySynthesizer toy, int origin) {
    return Arguments.of(name, toy, origin);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("layouts")
  void isToldWhatItAsksForAndGivesItsEnd(String name, ToySynthesizer model, int origin) {
    Toy toy = model.toy();
    try (Synthesizer synthesizer = Synthesizer.of(toy.load());
        SynthesizerCall call = synthesizer.open(FRAMES, TAIL, 2)) {
      assertEquals(model.channels(), synthesizer.channels());
      assertEquals(ToySynthesizer.SAMPLES, synthesizer.samplesPerFrame());
      assertEquals(model.names().contains("pitch"), synthesizer.pitched());
      assertEquals(FRAMES, call.frames());
      assertEquals(origin, call.origin());

      float[] heard = speak(call, model.channels());

      for (int i = 0; i < TAIL; i++) {
        float[] told = new float[ToySynthesizer.SAMPLES];
        System.arraycopy(heard, i * told.length, told, 0, told.length);
        check(model, FRAMES - TAIL + i, told);
      }
    }
    assertTrue(toy.isClosed());
  }

  private static float[] speak(SynthesizerCall call, int channels) {
    float[] rows = new float[FRAMES * channels];
    for (int k = 0; k < FRAMES; k++) {
      rows[k * channels] = k / 4f;
      rows[k * channels + channels - 1] = -k;
      call.coarse(k, 1 + k);
      call.hertz(k, 100 + k / 8f);
    }
    call.features(rows);
    call.noise(new LatentNoise(1, LATENT, 0.5f), FIRST);
    call.run();
    float[] heard = new float[TAIL * ToySynthesizer.SAMPLES];
    call.audio(heard);
    return heard;
  }

  private static void check(ToySynthesizer model, int frame, float[] told) {
    List<String> names = model.names();
    boolean pitched = names.contains("pitch");
    boolean noisy = names.contains("rnd");
    boolean speaking = names.stream().anyMatch(List.of("ds", "sid", "g")::contains);
    FloatBuffer noise = FloatBuffer.allocate(LATENT);
    new LatentNoise(1, LATENT, 0.5f).fill(FIRST + frame, 1, noise);
    float[] expected = {
      frame / 4f,
      -frame,
      pitched ? 100 + frame / 8f : 0,
      pitched ? 1 + frame : 0,
      speaking ? ToySynthesizer.SPEAKERS[2] : 0,
      noisy ? noise.get(0) : 0,
      noisy ? noise.get(LATENT - 1) : 0,
      FRAMES
    };
    float precision = model.half() ? 1e-3f : 0;
    List<ToySynthesizer.Told> order = List.of(ToySynthesizer.Told.values());
    for (int i = 0; i < expected.length; i++) {
      String what = order.get(i) + " of frame " + frame;
      assertEquals(expected[i], told[i], precision, what);
    }
  }

  @Test
  void tellsTheSampleRateByTheNumberOfSamples() {
    try (Synthesizer synthesizer = Synthesizer.of(ToySynthesizer.of(WEBUI).toy().load())) {
      assertEquals(100 * ToySynthesizer.SAMPLES, synthesizer.sampleRate());
      assertEquals(0, synthesizer.onlyFrames());
      assertTrue(synthesizer.decodesAll());
    }
  }

  @Test
  void findsOutThatAGraphRunsWithTheFramesItWasTracedWithAlone() {
    Toy toy = ToySynthesizer.of(WEBUI).running(Synthesizer.TRACED_FRAMES).toy();
    try (Synthesizer synthesizer = Synthesizer.of(toy.load())) {
      assertEquals(200, synthesizer.onlyFrames());
      synthesizer.open(200, 150, 0).close();
      assertThrows(ModelException.class, () -> synthesizer.open(100, 50, 0));
    }
    assertTrue(toy.isClosed());
  }

  @Test
  void believesAGraphThatDeclaresItsFrames() {
    try (Synthesizer synthesizer =
        Synthesizer.of(ToySynthesizer.of(WEBUI).declaring(64).toy().load())) {
      assertEquals(64, synthesizer.onlyFrames());
    }
  }

  @Test
  void takesTheFramesOfAGraphThatWasCutForGoodFromItsNotes() {
    ToySynthesizer cut =
        ToySynthesizer.of(NOTED).noting(Layout.FIXED_SKIP, "100").noting(Layout.FIXED_RETURN, "30");
    try (Synthesizer synthesizer = Synthesizer.of(cut.toy().load())) {
      assertEquals(130, synthesizer.onlyFrames());
      assertFalse(synthesizer.decodesAll());
      String message = Toy.refusal(() -> synthesizer.open(130, 31, 0));
      assertTrue(message.contains("30 frames"), message);
    }
  }

  @Test
  void saysWhichNoteOfACutGraphIsNoNumber() {
    refused(
        ToySynthesizer.of(NOTED)
            .noting(Layout.FIXED_SKIP, "35")
            .noting(Layout.FIXED_RETURN, "25 or so"),
        Layout.FIXED_RETURN,
        "'25 or so'");
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 131, 200, 281})
  void cutsByAShareWhateverItsRoundingGives(int frames) {
    try (Synthesizer synthesizer =
        Synthesizer.of(
            ToySynthesizer.of("phone phone_lengths sid rate pitch nsff0").toy().load())) {
      for (int tail = 1; tail < frames; tail += 7) {
        try (SynthesizerCall call = synthesizer.open(frames, tail, 0)) {
          float[] rows = new float[frames * 768];
          for (int k = 0; k < frames; k++) {
            rows[k * 768] = k;
          }
          call.features(rows);
          call.run();
          float[] heard = new float[tail * ToySynthesizer.SAMPLES];
          call.audio(heard);
          assertEquals(frames - tail, heard[0]);
          assertEquals(frames - 1, heard[heard.length - ToySynthesizer.SAMPLES]);
          assertTrue(call.origin() <= Math.max(0, frames - tail - 23), "room for the flow");
        }
      }
    }
  }

  @Test
  void keepsFramesThatAStreamingGraphMustSkip() {
    try (Synthesizer synthesizer =
        Synthesizer.of(ToySynthesizer.of(STREAMING).flattened().toy().load())) {
      synthesizer.open(60, 36, 0).close();
      String message = Toy.refusal(() -> synthesizer.open(60, 37, 0));
      assertTrue(message.contains("37 are needed"), message);
    }
  }

  @Test
  void namesTheInputsOfWhatItDoesNotKnow() {
    refused(ToySynthesizer.of("feats p_len mystery"), "'mystery'", "feats float[1,T,768]");
    refused(ToySynthesizer.of("phone pitch pitchf"), "length", "pitchf float[1,T]");
    refused(ToySynthesizer.of("phone phone_lengths pitch ds rnd"), "'pitchf'");
    refused(ToySynthesizer.of("phone phone_lengths pitch pitchf nsff0"), "mean the same");
  }

  @Test
  void refusesAnotherArchitecture() {
    refused(
        ToySynthesizer.of("phone phone_lengths sid rate pitch nsff0")
            .noting("model_info", "{\"architecture\":\"SVC\"}"),
        "SVC");
  }

  @Test
  void refusesAMixOfSpeakers() {
    io.makebeliv.onnx.graph.Graph graph = new io.makebeliv.onnx.graph.Graph("mix");
    io.makebeliv.onnx.graph.Dim one = io.makebeliv.onnx.graph.Dim.of(1);
    io.makebeliv.onnx.graph.Dim time = io.makebeliv.onnx.graph.Dim.named("T");
    io.makebeliv.onnx.graph.Dim wide = io.makebeliv.onnx.graph.Dim.of(256);
    io.makebeliv.onnx.graph.Value phone = Toy.real(graph, "phone", false, one, time, wide);
    graph.input("phone_lengths", io.makebeliv.onnx.graph.ElementType.INT64, one);
    Toy.real(graph, "g", false, time, io.makebeliv.onnx.graph.Dim.of(4));
    graph.output("audio", Toy.through(phone), one, time, wide);
    Toy toy = Toy.of("mix.onnx", graph);
    String message = Toy.refusal(() -> Synthesizer.of(toy.load()));
    assertTrue(message.contains("mixes speakers"), message);
    assertTrue(message.contains("g float[T,4]"), message);
    assertTrue(toy.isClosed());
  }

  @Test
  void refusesOutputOfAnotherLength() {
    refused(ToySynthesizer.of(WEBUI).longer(1), "no whole number of samples a frame");
    // One sample more for each of the frames of the first probe is none for those of the second.
    refused(ToySynthesizer.of(WEBUI).longer(57), "samples a frame");
    refused(ToySynthesizer.of(WEBUI).longer(57 * 56), "64 samples a frame for 57 frames");
  }

  @Test
  void refusesBrokenWeights() {
    refused(ToySynthesizer.of(WEBUI).scaled(Float.NaN), "NaN", "weights");
  }

  @Test
  void saysThatAVoiceMayHaveFewerSpeakers() {
    try (Synthesizer synthesizer = Synthesizer.of(ToySynthesizer.of(WEBUI).toy().load())) {
      String message = Toy.refusal(() -> synthesizer.open(60, 20, 7));
      assertTrue(message.contains("speaker 7"), message);
    }
  }

  private static void refused(ToySynthesizer model, String... words) {
    Toy toy = model.toy();
    String message = Toy.refusal(() -> Synthesizer.of(toy.load()));
    for (String word : words) {
      assertTrue(message.contains(word), message);
    }
    assertTrue(toy.isClosed());
  }
}
