package io.makebeliv;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.makebeliv.fluctuation.Fluctuation;
import io.makebeliv.fluctuation.FluctuationEngine;
import io.makebeliv.fluctuation.Variation;
import io.makebeliv.inference.StepFormat;
import io.makebeliv.pitchshift.Measures;
import io.makebeliv.pitchshift.SyntheticVoice;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The pitch of a voice that takes no pitch control moves all the same. */
final class PitchDriftTest {

  private static final int RATE = 48_000;
  private static final String ID = "anna";

  /** What is slower than about a second is lost, by a pole of this time constant. */
  private static final double LEAK_SECONDS = 0.15;

  private static VoiceConverter keepingPitch(StepFormat format, Fluctuation fluctuation) {
    return VoiceConverter.builder()
        .measuring()
        .backend(TestVoice.measuring(format).keepingPitch())
        .fluctuation(fluctuation)
        .seed(7)
        .build();
  }

  private static int frames(VoiceSession session, String stage) {
    return (int)
        session.latency().stages().stream()
            .filter(one -> one.name().equals(stage))
            .mapToDouble(LatencyLedger.Stage::frames)
            .sum();
  }

  private static Fluctuation preset(String name) {
    Fluctuation pitchAlone =
        switch (name) {
          case "natural" -> Fluctuation.natural();
          case "lively" -> Fluctuation.lively();
          case "legacy" -> Fluctuation.legacy();
          default -> Fluctuation.singing();
        };
    return pitchAlone.withLevel(Variation.NONE).withEq(Variation.NONE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"natural", "lively", "singing", "legacy"})
  void thePitchOfTheOutputFollowsTheTrajectoryButForItsSlowPart(String name) {
    Fluctuation fluctuation = preset(name);
    double f0 = 130;
    float[] output = SyntheticVoice.steady(RATE, 20, f0).samples();
    float[] cents = new float[output.length];
    float[] swing = new float[output.length];
    int behind;
    try (VoiceConverter converter =
            keepingPitch(new StepFormat(RATE, RATE, 480, 480, 0), fluctuation);
        VoiceSession session = converter.session(RATE).id(ID).open()) {
      session.process(output, 0, output, 0, output.length);
      // The read head moves; what it reads comes out with the step and the limiter.
      behind = frames(session, "step") + frames(session, "limiter");
      FluctuationEngine engine = new FluctuationEngine(fluctuation, RATE, converter.seedFor(ID));
      engine.pitch(0, cents, 0, cents.length);
      engine.vibrato(0, swing, 0, swing.length);
    }
    // The leaky integral of the speed, and from it the pitch.
    double[] told = new double[output.length];
    double excess = 0;
    for (int n = 0; n < told.length; n++) {
      double swelling = Math.max(0, Math.min(1, ((double) n / RATE - 0.3) / 0.4));
      double asked = cents[n] + swelling * fluctuation.vibratoCents() * swing[n];
      double step = Math.pow(2, asked / 1200) - 1 + excess / (LEAK_SECONDS * RATE);
      excess -= step;
      told[n] = 1200 * Math.log(1 + step) / Math.log(2);
    }
    double square = 0;
    int count = 0;
    for (int n = RATE; n < output.length - RATE; n += RATE / 40) {
      double heard = 1200 * Math.log(Measures.f0(output, RATE, n, 100, 170) / f0) / Math.log(2);
      assertEquals(told[n - behind], heard, 5, "cents at " + (double) n / RATE + " s");
      square += heard * heard;
      count++;
    }
    double deviation = Math.sqrt(square / count);
    double whole = fluctuation.pitch().deviation();
    assertTrue(deviation > 0.45 * whole, "there is a variation: " + deviation + " cents");
  }

  @ParameterizedTest
  @CsvSource({
    "48000, 48000, 48000, 480, 480, 0",
    "48000, 16000, 40000, 320, 800, 1001",
    "44100, 16000, 16000, 160, 160, 123",
    "16000, 16000, 48000, 160, 480, 555"
  })
  void theLedgerIsExact(int host, int in, int out, int stepIn, int stepOut, int latency) {
    // So little that the delay stays at its mean.
    Fluctuation faint = Fluctuation.off().withPitch(Variation.pink(1e-4, 1e-3));
    StepFormat format = new StepFormat(in, out, stepIn, stepOut, latency);
    float[] input = Signals.smoothNoise(host, host, 1500, 1);
    float[] output = new float[input.length];
    try (VoiceConverter converter = keepingPitch(format, faint);
        VoiceSession session = converter.openSession(host)) {
      session.process(input, 0, output, 0, input.length);
      assertTrue(frames(session, "pitch motion") > 0);
      assertEquals(session.latency().totalFrames(), Signals.lag(input, output, host / 4), 1);
    }
  }

  @Test
  void aVoiceThatFollowsThePitchHasNoSuchStage() {
    try (VoiceConverter converter =
            VoiceConverter.builder()
                .measuring()
                .backend(TestVoice.measuring(new StepFormat(RATE, RATE, 480, 480, 0)))
                .fluctuation(Fluctuation.lively())
                .build();
        VoiceSession session = converter.openSession(RATE)) {
      assertEquals(0, frames(session, "pitch motion"));
    }
    try (VoiceConverter still =
            keepingPitch(new StepFormat(RATE, RATE, 480, 480, 0), Fluctuation.off());
        VoiceSession session = still.openSession(RATE)) {
      assertEquals(0, frames(session, "pitch motion"));
    }
  }

  @Test
  void theDelayStaysWithinMillisecondsAndRestsInSilence() {
    float[] input = new float[12 * RATE];
    System.arraycopy(Signals.noise(8 * RATE, 0.3, 1), 0, input, 0, 8 * RATE);
    // A murmur that nobody would call a voice: it is passed on bit by bit.
    System.arraycopy(Signals.noise(RATE, 0.001, 2), 0, input, 11 * RATE, RATE);
    float[] output = new float[input.length];
    for (String name : new String[] {"natural", "lively", "singing"}) {
      try (VoiceConverter converter =
              keepingPitch(new StepFormat(RATE, RATE, 480, 480, 0), preset(name));
          VoiceSession session = converter.openSession(RATE)) {
        session.process(input, 0, output, 0, input.length);
        int latency = session.latency().totalFrames();
        assertTrue(frames(session, "pitch motion") < 0.0075 * RATE, name);
        for (int n = 11 * RATE; n + latency < input.length; n++) {
          assertEquals(input[n], output[n + latency]);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 64, 480, 4096, 0})
  void anyBlocksGiveTheSame(int size) {
    StepFormat neural = new StepFormat(16000, 40000, 320, 800, 1001);
    float[] input = SyntheticSpeech.sentence(96_000, RATE, 1);
    Random random = new Random(1);
    float[][] outputs = new float[2][input.length];
    for (float[] output : outputs) {
      boolean whole = output == outputs[0];
      try (VoiceConverter converter = keepingPitch(neural, Fluctuation.singing());
          VoiceSession session = converter.session(RATE).id(ID).open()) {
        for (int at = 0; at < input.length; ) {
          int wanted = whole ? input.length : size == 0 ? 1 + random.nextInt(3000) : size;
          int count = Math.min(wanted, input.length - at);
          session.process(input, at, output, at, count);
          at += count;
        }
        session.reset();
        float[] again = new float[input.length];
        session.process(input, 0, again, 0, input.length);
        assertArrayEquals(output, again, "after a reset");
      }
    }
    assertArrayEquals(outputs[0], outputs[1]);
  }
}
