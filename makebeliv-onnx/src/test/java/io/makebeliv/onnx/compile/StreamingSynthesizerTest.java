package io.makebeliv.onnx.compile;

import static io.makebeliv.onnx.compile.Nearness.assertNear;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** A stream against the whole: what the past is needed for is carried, and nothing is lost. */
final class StreamingSynthesizerTest {

  static final List<String> VOICES = GoldenVoice.NAMES;

  private static final double CLOSE = 2e-6;

  /** Steps of 20 to 250 ms, and of all sizes in turn. */
  private static final int[][] STEPS = {{2}, {5}, {6}, {10}, {25}, {1, 7, 3}, {2, 25, 4}};

  @ParameterizedTest
  @FieldSource("VOICES")
  void aStreamThatComputesNothingTwiceGivesWhatTheWholeGives(String name) {
    GoldenVoice voice = GoldenVoice.read(name).repeated(2);
    try (Running stream = Running.of(voice.compiler().streaming())) {
      int reach = reach(stream);
      float[] first = stream(voice, stream, reach, STEPS[0]);
      assertWhole(voice, first, reach);
      for (int[] steps : STEPS) {
        float[] other = stream(voice, stream, reach, steps);
        assertWhole(voice, other, reach);
        // The stream's first frames as well, where the whole has another edge.
        assertNear(first, other, CLOSE);
      }
    }
  }

  @ParameterizedTest
  @FieldSource("VOICES")
  void aStreamThatComputesItsFutureTwiceGivesTheSame(String name) {
    GoldenVoice voice = GoldenVoice.read(name).repeated(2);
    try (Running stream = Running.of(voice.compiler().streaming())) {
      int reach = reach(stream);
      for (int ahead : new int[] {0, 4, 11, 20, 24, 30}) {
        for (int[] steps : new int[][] {{6}, {2, 25, 4}}) {
          assertWhole(voice, stream(voice, stream, ahead, steps), reach);
        }
      }
    }
  }

  @Test
  void theReachIsThatOfFlowAndDecoder() {
    Map<String, Integer> reaches = new HashMap<>();
    for (String name : List.of("tiny-v2-32k-f0", "tiny-v2-40k-f0", "tiny-v2-48k-f0")) {
      try (Running stream = Running.of(GoldenVoice.read(name).compiler().streaming())) {
        reaches.put(name, reach(stream));
      }
    }
    assertEquals(Map.of("tiny-v2-32k-f0", 35, "tiny-v2-40k-f0", 35, "tiny-v2-48k-f0", 34), reaches);
  }

  @Test
  void whatIsCarriedKeepsItsShape() {
    GoldenVoice voice = GoldenVoice.read("tiny-v2-40k-f0");
    try (Running stream = Running.of(voice.compiler().streaming())) {
      Map<String, long[]> outputs = stream.outputShapes();
      int states = 0;
      for (Map.Entry<String, long[]> input : stream.inputShapes().entrySet()) {
        if (input.getKey().startsWith("state_")) {
          states++;
          assertArrayEquals(input.getValue(), outputs.get(input.getKey() + "_next"));
        }
      }
      assertTrue(states > 0);
      assertEquals(states + 2, outputs.size());
    }
  }

  private static int reach(Running stream) {
    return Integer.parseInt(stream.metadata().getOrDefault(SynthesizerCompiler.REACH, ""));
  }

  /** At the start a stream has no edge; at the end it has to make up what is to come. */
  private static void assertWhole(GoldenVoice voice, float[] audio, int edgeFrames) {
    int edge = edgeFrames * voice.config().samplesPerFrame();
    int end = audio.length - edge;
    assertTrue(end > edge, "the window is too short to show anything");
    assertNear(
        Arrays.copyOfRange(voice.audio(), edge, end), Arrays.copyOfRange(audio, edge, end), CLOSE);
  }

  /** All of a stream whose attention always sees the whole, without what it is late by. */
  private static float[] stream(GoldenVoice voice, Running running, int ahead, int[] steps) {
    Map<String, Carried> carried = new HashMap<>();
    running
        .inputShapes()
        .forEach(
            (name, shape) -> {
              if (name.startsWith("state_") || name.equals("phase")) {
                int count = (int) Arrays.stream(shape).reduce(1, (a, b) -> a * b);
                carried.put(name, new Carried(new float[count], shape));
              }
            });
    int frames = voice.frames();
    int samples = voice.config().samplesPerFrame();
    float[] audio = new float[(frames + ahead) * samples];
    int more = reach(running) - ahead;
    int taken = 0;
    for (int i = 0; taken < frames + ahead; i++) {
      int step = Math.min(steps[i % steps.length], frames + ahead - taken);
      Running.Inputs inputs =
          voice
              .common(running, frames)
              .with("head", new long[] {taken})
              .with("steps", new long[] {step})
              .with("ahead", new long[] {ahead});
      voice.pitched(inputs, taken, taken + step + more);
      voice.noisy(inputs, taken, taken + step + more);
      carried.forEach((name, state) -> inputs.with(name, state.values, state.shape));
      Running.Outputs out = inputs.run();
      carried.replaceAll((name, old) -> new Carried(out.get(name + "_next"), old.shape));
      float[] heard = out.get("audio");
      assertEquals(step * samples, heard.length);
      System.arraycopy(heard, 0, audio, taken * samples, heard.length);
      taken += step;
    }
    return Arrays.copyOfRange(audio, ahead * samples, audio.length);
  }

  /** What goes from one step to the next. */
  private static final class Carried {

    final float[] values;
    final long[] shape;

    Carried(float[] values, long[] shape) {
      this.values = values;
      this.shape = shape;
    }
  }
}
