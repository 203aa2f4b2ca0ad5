package io.makebeliv.onnx.compile;

import static io.makebeliv.onnx.compile.Nearness.assertNear;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Synthesizers against what the reference implementation makes of the same weights. */
final class SynthesizerCompilerTest {

  static final List<String> VOICES = GoldenVoice.NAMES;

  private static final double CLOSE = 2e-6;

  /** Frames to either side that a decoder may see. */
  private static final int EDGE = 12;

  @ParameterizedTest
  @FieldSource("VOICES")
  void convertsAsTheReferenceDoes(String name) {
    GoldenVoice voice = GoldenVoice.read(name);
    try (Running whole = Running.of(voice.compiler().webui())) {
      assertNear(voice.audio(), webui(voice, whole, voice.frames()), CLOSE);
    }
  }

  @ParameterizedTest
  @FieldSource("VOICES")
  void decodesPartOfAWindowAsTheReferenceDoes(String name) {
    GoldenVoice voice = GoldenVoice.read(name);
    try (Running windowed = Running.of(voice.compiler().windowed())) {
      assertNear(voice.cutAudio(), windowed(voice, windowed, 36, 16), CLOSE);
    }
  }

  @ParameterizedTest
  @FieldSource("VOICES")
  void decodesPartOfAWindowAsIfItHadDecodedTheWhole(String name) {
    GoldenVoice voice = GoldenVoice.read(name);
    int samples = voice.config().samplesPerFrame();
    try (Running windowed = Running.of(voice.compiler().windowed())) {
      // Below the flow's reach as well, where the layouts of others fail.
      for (int skip : new int[] {0, 1, 5, 23, 24, 25, 40}) {
        int count = voice.frames() - skip;
        Running.Outputs part =
            windowedInputs(voice, windowed, skip, count, phaseAt(voice, skip)).run();
        // The decoder alone does not see what is before the part.
        int edge = skip == 0 ? 0 : EDGE * samples;
        float[] audio = part.get("audio");
        assertEquals(count * samples, audio.length);
        assertNear(
            Arrays.copyOfRange(voice.audio(), skip * samples + edge, voice.audio().length),
            Arrays.copyOfRange(audio, edge, audio.length),
            CLOSE);
        if (voice.config().f0()) {
          float end = part.get("phase_next")[0];
          assertEquals(0, Math.IEEEremainder(end - phaseAt(voice, voice.frames()), 1), 1e-6);
        }
      }
    }
  }

  @ParameterizedTest
  @FieldSource("VOICES")
  void framesThatAreNotValidChangeNoOther(String name) {
    GoldenVoice voice = GoldenVoice.read(name);
    int valid = 40;
    int samples = voice.config().samplesPerFrame();
    GoldenVoice cut = voice.cutTo(valid);
    try (Running whole = Running.of(voice.compiler().webui())) {
      float[] padded = webui(voice, whole, valid);
      float[] alone = webui(cut, whole, valid);
      int common = (valid - EDGE) * samples;
      assertNear(Arrays.copyOf(alone, common), Arrays.copyOf(padded, common), CLOSE);
    }
  }

  @ParameterizedTest
  @FieldSource("VOICES")
  void aFixedNumberOfFramesChangesNothing(String name) {
    GoldenVoice voice = GoldenVoice.read(name);
    try (Running fixed = Running.of(voice.compiler().frames(voice.frames()).webui())) {
      assertNear(voice.audio(), webui(voice, fixed, voice.frames()), CLOSE);
    }
  }

  @Test
  void sourceNoiseIsGivenOrDrawn() {
    GoldenVoice voice = GoldenVoice.read("tiny-v2-40k-f0");
    int samples = 16 * voice.config().samplesPerFrame();
    float[] noise = new float[samples];
    SynthesizerCompiler given = voice.compiler().sourceNoise(SourceNoise.INPUT);
    try (Running windowed = Running.of(given.windowed())) {
      float[] quiet =
          windowedInputs(voice, windowed, 36, 16, 0)
              .with("noise", noise, 1, 16, samples / 16)
              .run("audio");
      assertNear(voice.cutAudio(), quiet, CLOSE);
      noise[samples / 2] = 1;
      float[] clicked =
          windowedInputs(voice, windowed, 36, 16, 0)
              .with("noise", noise, 1, 16, samples / 16)
              .run("audio");
      // One sample of noise is heard around its time and nowhere else.
      assertNear(Arrays.copyOf(quiet, 400), Arrays.copyOf(clicked, 400), CLOSE);
      assertFalse(Arrays.equals(quiet, clicked));
    }
    SynthesizerCompiler drawn = voice.compiler().sourceNoise(SourceNoise.DRAWN);
    try (Running whole = Running.of(drawn.webui())) {
      float[] first = webui(voice, whole, voice.frames());
      assertFalse(Arrays.equals(first, webui(voice, whole, voice.frames())));
      assertNear(voice.audio(), first, 0.1);
    }
  }

  static float[] webui(GoldenVoice voice, Running running, int valid) {
    int frames = voice.frames();
    Running.Inputs inputs = voice.common(running, frames);
    voice.noisy(voice.pitched(inputs, 0, frames), 0, frames);
    return inputs.with("phone_lengths", new long[] {valid}, 1).run("audio");
  }

  static float[] windowed(GoldenVoice voice, Running running, int skip, int count) {
    return windowedInputs(voice, running, skip, count, 0).run("audio");
  }

  private static Running.Inputs windowedInputs(
      GoldenVoice voice, Running running, int skip, int count, double phase) {
    int frames = voice.frames();
    Running.Inputs inputs = voice.common(running, frames);
    voice.noisy(voice.pitched(inputs, 0, frames), 0, frames);
    if (voice.config().f0()) {
      inputs.with("phase", new float[] {(float) phase}, 1);
    }
    return inputs.with("skip_head", new long[] {skip}).with("return_length", new long[] {count});
  }

  /** Where the sine is before a frame, in cycles. */
  private static double phaseAt(GoldenVoice voice, int frame) {
    double cycles = 0;
    for (int i = 0; i < frame; i++) {
      cycles += voice.pitchHz()[i] / 100.0;
    }
    return cycles - Math.floor(cycles);
  }
}
