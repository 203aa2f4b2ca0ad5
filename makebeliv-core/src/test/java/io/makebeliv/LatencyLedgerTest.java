package io.makebeliv;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.makebeliv.inference.StepFormat;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The ledger's total is the delay that a signal really has, for any rates, steps and latencies. */
final class LatencyLedgerTest {

  private static final Executor AT_ONCE = Runnable::run;

  static Stream<Arguments> streams() {
    int[] hosts = {8000, 11025, 16000, 22050, 24000, 32000, 44100, 48000, 88200, 96000};
    StepFormat[] formats = {
      new StepFormat(48000, 48000, 48, 48, 0),
      new StepFormat(44100, 44100, 441, 441, 97),
      new StepFormat(16000, 16000, 1600, 1600, 37),
      new StepFormat(16000, 16000, 208, 208, 32),
      new StepFormat(16000, 40000, 320, 800, 1001),
      new StepFormat(16000, 48000, 160, 480, 2003),
      new StepFormat(16000, 22050, 320, 441, 501)
    };
    return Stream.of(formats)
        .flatMap(
            format -> java.util.Arrays.stream(hosts).mapToObj(host -> Arguments.of(host, format)));
  }

  @ParameterizedTest
  @MethodSource("streams")
  void isExact(int host, StepFormat format) {
    try (VoiceConverter converter = converter(format);
        VoiceSession session = converter.openSession(host)) {
      assertDelay(session, host);
    }
  }

  @ParameterizedTest
  @MethodSource("streams")
  void isExactThroughAnExecutor(int host, StepFormat format) {
    try (VoiceConverter converter = converter(format);
        VoiceSession session = converter.session(host).executor(AT_ONCE).open()) {
      assertDelay(session, host);
    }
  }

  @ParameterizedTest
  @MethodSource("streams")
  void isExactWhereABlockHoldsSeveralSteps(int host, StepFormat format) {
    try (VoiceConverter converter = converter(format);
        VoiceSession session =
            converter.session(host).executor(AT_ONCE).blockFrames(host / 50).open()) {
      assertDelay(session, host);
    }
  }

  private static VoiceConverter converter(StepFormat format) {
    return VoiceConverter.builder().measuring().backend(TestVoice.measuring(format)).build();
  }

  private static void assertDelay(VoiceSession session, int host) {
    float[] input = Signals.smoothNoise(3 * host / 8, host, 1000, 5);
    float[] output = new float[input.length];
    session.process(input, 0, output, 0, input.length);
    int declared = session.latency().totalFrames();
    assertEquals(
        declared, Signals.lag(input, output, 2 * declared + 10), session.latency()::toString);
  }

  @Test
  void sumsItsStagesAndPrintsThem() {
    LatencyLedger ledger =
        new LatencyLedger(
            48000,
            java.util.List.of(
                new LatencyLedger.Stage("voice", 479.5), new LatencyLedger.Stage("limiter", 0.5)));
    assertEquals(480, ledger.totalFrames());
    assertEquals(10, ledger.total().toMillis());
    assertEquals(3, ledger.toString().lines().count());
  }
}
