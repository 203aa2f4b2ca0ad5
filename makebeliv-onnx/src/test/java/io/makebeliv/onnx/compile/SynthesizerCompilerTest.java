package io.makebeliv.onnx.compile;

import static io.makebeliv.onnx.compile.Nearness.assertNear;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Synthesizers against what the reference implementation makes of the same weights. */
final class SynthesizerCompilerTest {

  static final List<String> VOICES = GoldenVoice.NAMES;

  private static final double CLOSE = 1e-4;

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
      for (int skip : new int[] {0, 1, 5, 23, 24, 25}) {
        int count = voice.frames() - skip;
        float[] part = windowed(voice, windowed, skip, count);
        assertEquals(count * samples, part.length);
        if (!voice.config().f0()) {
          // Without a source, whose phase begins anew, only the decoder's edge differs.
          int edge = skip == 0 ? 0 : 12 * samples;
          assertNear(
              Arrays.copyOfRange(voice.audio(), skip * samples + edge, voice.audio().length),
              Arrays.copyOfRange(part, edge, part.length),
              CLOSE);
        }
      }
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

  static float[] webui(GoldenVoice voice, Running running, int valid) {
    int frames = voice.frames();
    Running.Inputs inputs = voice.common(running, frames);
    voice.noisy(voice.pitched(inputs, 0, frames), 0, frames);
    return inputs.with("phone_lengths", new long[] {valid}, 1).run("audio");
  }

  static float[] windowed(GoldenVoice voice, Running running, int skip, int count) {
    int frames = voice.frames();
    Running.Inputs inputs = voice.common(running, frames);
    voice.noisy(voice.pitched(inputs, 0, frames), 0, frames);
    if (voice.config().f0()) {
      inputs.with("phase", new float[] {0}, 1);
    }
    return inputs
        .with("skip_head", new long[] {skip})
        .with("return_length", new long[] {count})
        .run("audio");
  }
}
