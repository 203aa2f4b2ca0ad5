package io.makebeliv.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.makebeliv.Signals;
import io.makebeliv.TestVoice;
import io.makebeliv.audio.AudioFiles;
import io.makebeliv.audio.AudioSource;
import io.makebeliv.inference.BackendSession;
import io.makebeliv.inference.StepControls;
import io.makebeliv.inference.StepFormat;
import io.makebeliv.inference.StreamContext;
import io.makebeliv.mcadams.McAdams;
import io.makebeliv.pitchshift.PitchShift;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The guard finds copies in real speech, and leaves the least of honest changes alone. */
final class LeakGuardTest {

  private static final String[] SPEECH = {
    "awb-plan", "espeak-ja", "espeak-plan", "espeakf3-number", "rms-number", "slt-harbour"
  };

  private static float[] speech(String name) {
    Path file;
    try {
      file =
          Path.of(
              Objects.requireNonNull(
                      LeakGuardTest.class.getResource("/speech/" + name + "-16k.wav"))
                  .toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
    try (AudioSource source = AudioFiles.open(file)) {
      float[] samples = new float[Math.toIntExact(source.length().orElseThrow())];
      int read = 0;
      while (read < samples.length) {
        read += source.read(samples, read, samples.length - read);
      }
      return samples;
    }
  }

  /** Seconds of the stream, from {@code from} on, in which the guard says not to be heard. */
  private static double muted(BackendSession voice, float[] input, double pitch, double formant) {
    StepFormat format = voice.format();
    LeakGuard guard = new LeakGuard(format);
    StepControls controls = new StepControls(format.inputStep());
    Arrays.fill(controls.pitchSemitones(), (float) pitch);
    Arrays.fill(controls.formantRatio(), (float) formant);
    float[] in = new float[format.inputStep()];
    float[] out = new float[format.outputStep()];
    int steps = 0;
    for (int i = 0; i + in.length <= input.length; i += in.length) {
      System.arraycopy(input, i, in, 0, in.length);
      controls.position(i);
      voice.convert(in, out, controls);
      steps += guard.leaks(in, out) ? 1 : 0;
    }
    return (double) steps * in.length / format.inputRate();
  }

  @ParameterizedTest
  @CsvSource({"0, 0.8", "0, 0.9", "0, 0.93", "0, 1.07", "0, 1.2", "0.25, 1", "-0.25, 1", "4, 1"})
  void aChangedVoiceIsHeard(double pitch, double formant) {
    for (String name : SPEECH) {
      BackendSession voice = PitchShift.voice().openSession(new StreamContext(16000, 1));
      assertEquals(0, muted(voice, speech(name), pitch, formant), name);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.5, 0.7, 0.9, 1.1, 1.3})
  void aVoiceWithOtherFormantsIsHeard(double alpha) {
    for (String name : SPEECH) {
      BackendSession voice = McAdams.voice(alpha).openSession(new StreamContext(16000, 1));
      assertEquals(0, muted(voice, speech(name), 0, 1), name);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {100, 150, 300, 440})
  void aToneThatFormantsCannotMoveIsNoLeak(double hertz) {
    float[] hum = speech("slt-harbour");
    float[] tone = Signals.sine(hum.length, 16000, hertz, 0.03);
    for (int i = 0; i < hum.length; i++) {
      hum[i] += tone[i];
    }
    BackendSession voice = PitchShift.voice().openSession(new StreamContext(16000, 1));
    assertEquals(0, muted(voice, hum, 0, 0.85));
    assertEquals(
        0,
        muted(
            PitchShift.voice().openSession(new StreamContext(16000, 1)),
            Signals.sine(48000, 16000, hertz, 0.3),
            0,
            0.85));
  }

  static Stream<StepFormat> formats() {
    return Stream.of(
        new StepFormat(16000, 16000, 160, 160, 123),
        new StepFormat(16000, 16000, 16, 16, 0),
        new StepFormat(16000, 40000, 320, 800, 1001),
        new StepFormat(16000, 48000, 1600, 4800, 2003),
        new StepFormat(16000, 24000, 160, 240, 701));
  }

  @ParameterizedTest
  @MethodSource("formats")
  void aCopyIsFound(StepFormat format) {
    for (String name : SPEECH) {
      float[] input = speech(name);
      BackendSession copy = TestVoice.leaking(format).openSession(new StreamContext(16000, 0));
      double heard = input.length / 16000.0 - muted(copy, input, 0, 1);
      // The recordings begin with up to a third of a second of silence.
      assertTrue(heard < 0.85, () -> name + " was heard for " + heard + " s");
    }
  }

  @Test
  void aDelayThatWasNotDeclaredHelpsNobody() {
    StepFormat late = new StepFormat(16000, 16000, 160, 160, 3500);
    BackendSession copy = TestVoice.leaking(late).openSession(new StreamContext(16000, 0));
    StepFormat declared = new StepFormat(16000, 16000, 160, 160, 0);
    LeakGuard guard = new LeakGuard(declared);
    float[] input = speech("rms-number");
    float[] in = new float[160];
    float[] out = new float[160];
    StepControls controls = new StepControls(160);
    boolean leaking = false;
    for (int i = 0; i + 160 <= input.length; i += 160) {
      System.arraycopy(input, i, in, 0, 160);
      copy.convert(in, out, controls);
      leaking = guard.leaks(in, out);
    }
    assertTrue(leaking);
  }

  @Test
  void whoeverIsFoundOutTwiceStaysMuted() {
    LeakGuard guard = new LeakGuard(new StepFormat(16000, 16000, 160, 160, 0));
    float[] silence = new float[160];
    boolean leaking = false;
    for (int round = 0; round < 2; round++) {
      float[] step = Signals.noise(160, 0.5, round);
      assertTrue(guard.leaks(step, step.clone()), "at once");
      for (int i = 0; i < 400; i++) {
        leaking = guard.leaks(Signals.noise(160, 0.5, i), Signals.noise(160, 0.5, 1000L + i));
      }
      assertEquals(round == 1, leaking);
    }
    guard.reset();
    assertFalse(guard.leaks(silence, silence));
  }
}
