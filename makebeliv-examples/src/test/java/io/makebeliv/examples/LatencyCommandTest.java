package io.makebeliv.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.makebeliv.LatencyLedger;
import io.makebeliv.LatencyLedger.Stage;
import io.makebeliv.LiveStatistics;
import io.makebeliv.VoiceConverter;
import io.makebeliv.VoiceSession;
import io.makebeliv.audio.CaptureDevice;
import io.makebeliv.audio.PlaybackDevice;
import io.makebeliv.examples.latency.RoundTrip;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LatencyCommandTest {

  private static final int RATE = LoopedDevices.RATE;

  @Test
  void measuresEveryBufferAndSumsUp() {
    Cli run =
        Cli.run(new LoopedDevices(2400), "", "latency", "--buffers", "10ms,0.04s", "--seconds", 1);

    assertEquals("", run.err());
    assertEquals(0, run.exitCode());
    String number = " +-?\\d+\\.\\d ms";
    String row = number.repeat(4) + number.replace("-?", "").replace(" ms", "") + " \\.\\. .*";
    assertTrue(Pattern.compile("(?m)^10\\.0 ms" + row).matcher(run.out()).find(), run.out());
    assertTrue(Pattern.compile("(?m)^40\\.0 ms" + row).matcher(run.out()).find(), run.out());
    assertTrue(run.out().contains("Test microphone"), run.out());
    assertTrue(run.out().contains("voice "), run.out());
    assertTrue(run.out().contains("clocks "), run.out());
    assertFalse(run.out().contains("\ncushion"), "the devices' own buffer is not makebeliv's");
  }

  /** Whatever the machine is busy with: no sound comes back before it can. */
  @Test
  void whatIsMeasuredIsTheWireTheCushionAndTheLedger() {
    int wire = 4800;
    LoopedDevices devices = new LoopedDevices(wire);
    PlaybackDevice speaker = devices.speaker(null, null);
    CaptureDevice microphone = devices.microphone(null, RATE, null);
    RoundTrip trip = RoundTrip.measure(RATE, 1, c -> c.from(microphone).to(speaker));
    assertTrue(trip.heard());
    assertTrue(trip.shortest() >= (double) wire / RATE, () -> "" + trip.shortest());
    assertTrue(trip.cushion() >= 0.01, () -> "" + trip.cushion());
    assertTrue(trip.longest() >= trip.median() && trip.median() >= trip.shortest());
  }

  @Test
  void whatIsOursIsAtMost30MillisecondsWithTheModelFreeVoice() {
    LatencyLedger probe =
        new LatencyLedger(RATE, List.of(new Stage("step", 31), new Stage("limiter", 12)));
    LatencyLedger live =
        new LatencyLedger(
            RATE,
            List.of(
                new Stage("step", 31),
                new Stage("limiter", 12),
                new Stage("clocks", 24),
                new Stage("cushion", 480)));
    RoundTrip trip = new RoundTrip(List.of(0.02), 1, live, probe, someStatistics());
    try (VoiceConverter converter = VoiceConverter.builder().build();
        VoiceSession session = converter.openSession(RATE)) {
      LatencyLedger ours = trip.with(session.latency());
      assertEquals(24 + session.latency().totalFrames(), ours.totalFrames());
      assertTrue(ours.total().toMillis() < 30, ours.toString());
    }
    assertEquals(0.01, trip.cushion(), 1e-9);
    assertEquals(0.02 - 547.0 / RATE, trip.devices(), 1e-9);
  }

  private static LiveStatistics someStatistics() {
    return MeterTest.statistics(0, 0, 0, 0);
  }

  @Test
  void nothingHeardIsOneLine() {
    Cli run =
        Cli.run(new LoopedDevices(LoopedDevices.CUT), "", "latency", "-b", "10", "--seconds", 1);
    assertEquals(1, run.exitCode());
    assertEquals(1, run.err().lines().count(), run.err());
    assertTrue(run.err().contains("did not come back"), run.err());
    assertTrue(run.out().contains("nothing came back"), run.out());
  }

  @Test
  void noDeviceIsOneLine() {
    Cli run = Cli.run(LoopedDevices.none(), "", "latency");
    assertEquals(1, run.exitCode());
    assertEquals("makebeliv: There is no device; plug one in.", run.err().strip());
    run = Cli.run("latency", "--jack");
    assertEquals(1, run.exitCode());
    assertTrue(run.err().contains("JACK"), run.err());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--buffers 10ms,soon | 'soon'",
        "--buffers 3s | 3s",
        "--seconds 0.5 | 0.5",
        "--seconds long | 'long'",
        "--jack --input usb | --jack"
      })
  void badOptionIsNamedWithItsValue(String options, String named) {
    Object[] words = ("latency " + options).split(" ");
    Cli run = Cli.run(words);
    assertEquals(2, run.exitCode());
    assertTrue(run.err().contains(named.replace("'", "")), run.err());
    assertEquals("", run.out());
  }
}
