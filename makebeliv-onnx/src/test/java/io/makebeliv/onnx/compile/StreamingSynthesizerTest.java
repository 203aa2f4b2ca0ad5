package io.makebeliv.onnx.compile;

import static io.makebeliv.onnx.compile.Nearness.assertNear;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.makebeliv.onnx.compile.SynthesizerCompiler.StreamedFlow;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** A stream against the whole: nothing of the past is computed again, and nothing is lost. */
final class StreamingSynthesizerTest {

  static final List<String> VOICES = GoldenVoice.NAMES;

  private static final double CLOSE = 2e-6;
  private static final int FLOW_REACH = 24;
  private static final int DECODER_REACH = 12;

  @ParameterizedTest
  @FieldSource("VOICES")
  void aStreamWhoseFlowIsCarriedGivesWhatTheWholeGives(String name) {
    GoldenVoice voice = GoldenVoice.read(name).repeated(2);
    // The flow, too, has no edge where the stream begins.
    int edge = FLOW_REACH + DECODER_REACH;
    try (Running stream = Running.of(voice.compiler().streaming(StreamedFlow.CARRIED, 0))) {
      Streamed first = stream(voice, stream, StreamedFlow.CARRIED, new int[] {2});
      assertWhole(voice, first, edge);
      for (int[] steps : new int[][] {{5}, {1, 7, 3}, {12}, {2, 25, 4}}) {
        Streamed other = stream(voice, stream, StreamedFlow.CARRIED, steps);
        assertWhole(voice, other, edge);
        assertNear(first.audio, other.audio, CLOSE);
      }
    }
  }

  @ParameterizedTest
  @FieldSource("VOICES")
  void aStreamWhoseFlowIsWindowedGivesWhatTheWholeGives(String name) {
    GoldenVoice voice = GoldenVoice.read(name);
    try (Running stream = Running.of(voice.compiler().streaming(StreamedFlow.WINDOWED, 0))) {
      for (int[] steps : new int[][] {{2}, {25}, {3, 11}}) {
        Streamed streamed = stream(voice, stream, StreamedFlow.WINDOWED, steps);
        assertWhole(voice, streamed, DECODER_REACH);
      }
    }
  }

  @Test
  void aFixedStepChangesNothing() {
    GoldenVoice voice = GoldenVoice.read("tiny-v2-48k-f0");
    SynthesizerCompiler compiler = voice.compiler().frames(voice.frames());
    try (Running open = Running.of(compiler.streaming(StreamedFlow.CARRIED, 0));
        Running fixed = Running.of(compiler.streaming(StreamedFlow.CARRIED, 6))) {
      assertNear(
          stream(voice, open, StreamedFlow.CARRIED, new int[] {6}).audio,
          stream(voice, fixed, StreamedFlow.CARRIED, new int[] {6}).audio,
          CLOSE);
    }
  }

  @Test
  void whatIsCarriedKeepsItsShape() {
    GoldenVoice voice = GoldenVoice.read("tiny-v2-40k-f0");
    try (Running stream = Running.of(voice.compiler().streaming(StreamedFlow.CARRIED, 0))) {
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

  /** What came out of a stream, and by how many samples it is late. */
  private static final class Streamed {

    final float[] audio;
    final int latency;

    Streamed(float[] audio, int latency) {
      this.audio = audio;
      this.latency = latency;
    }
  }

  private static void assertWhole(GoldenVoice voice, Streamed streamed, int edgeFrames) {
    int edge = edgeFrames * voice.config().samplesPerFrame();
    int end = streamed.audio.length - streamed.latency;
    assertTrue(end > edge, "the window is too short to show anything");
    assertNear(
        Arrays.copyOfRange(voice.audio(), edge, end),
        Arrays.copyOfRange(streamed.audio, edge + streamed.latency, streamed.audio.length),
        CLOSE);
  }

  private static Streamed stream(
      GoldenVoice voice, Running running, StreamedFlow flow, int[] steps) {
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
    float[] audio = new float[frames * voice.config().samplesPerFrame()];
    int at = 0;
    int done = 0;
    for (int i = 0; done < frames; i++) {
      int step = Math.min(steps[i % steps.length], frames - done);
      Running.Inputs inputs = voice.common(running, frames);
      inputs.with("head", new long[] {done});
      voice.pitched(inputs, done, done + step);
      if (flow == StreamedFlow.CARRIED) {
        voice.noisy(inputs, done, done + step);
      } else {
        voice.noisy(inputs, 0, frames).with("return_length", new long[] {step});
      }
      carried.forEach((name, state) -> inputs.with(name, state.values, state.shape));
      Running.Outputs out = inputs.run();
      carried.replaceAll((name, old) -> new Carried(out.get(name + "_next"), old.shape));
      float[] heard = out.get("audio");
      System.arraycopy(heard, 0, audio, at, heard.length);
      at += heard.length;
      done += step;
    }
    assertEquals(audio.length, at);
    return new Streamed(audio, Integer.parseInt(running.metadata().getOrDefault("latency", "")));
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
