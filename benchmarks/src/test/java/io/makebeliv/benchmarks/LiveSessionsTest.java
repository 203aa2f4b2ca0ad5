package io.makebeliv.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.makebeliv.VoiceConverter;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LiveSessionsTest {

  private final PrintStream originalOut = System.out;
  private final PrintStream originalErr = System.err;
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

  @BeforeEach
  void listen() {
    System.setOut(new PrintStream(printed, true, UTF_8));
    System.setErr(new PrintStream(printed, true, UTF_8));
  }

  @AfterEach
  void restore() {
    System.setOut(originalOut);
    System.setErr(originalErr);
  }

  @Test
  void everySessionGetsEveryBlock() throws InterruptedException {
    LiveSessions live = new LiveSessions(48_000, 0.2, false);
    try (VoiceConverter converter = VoiceConverter.builder().build()) {
      LiveSessions.Trial trial = live.attempt(converter, 3);
      assertEquals(60, trial.blocks());
      assertTrue(trial.cpuSeconds() > 0);
      double bytes = live.bytesPerSession(converter);
      assertTrue(bytes > 10_000 && bytes < 10_000_000, "bytes " + bytes);
    }
  }

  @Test
  void triesTheNumbersAskedFor() {
    assertEquals(
        0,
        LiveSessions.run("--sessions", "1,2", "--seconds", "0.1", "--rate", "8000", "--together"));
    for (String words : new String[] {"| 1 |", "| 2 |", "Growth", "KiB", "due together"}) {
      assertTrue(printed.toString(UTF_8).contains(words), printed.toString(UTF_8));
    }
  }

  @Test
  void writesMarkdownAndTheGrowth() {
    Histogram done = new Histogram(3);
    done.recordValue(1_000_000);
    assertEquals(
        """
        | sessions | late | p50 | p99 | p99.9 | max | CPU per audio second | cores |
        |--:|--:|--:|--:|--:|--:|--:|--:|
        | 10 | 0.000 % | 1.00 ms | 1.00 ms | 1.00 ms | 1.00 ms | 10.00 ms | 0.10 |
        | 30 | 1.000 % | 1.00 ms | 1.00 ms | 1.00 ms | 1.00 ms | 10.00 ms | 0.30 |

        Holds 10 live sessions: at most 0.1 % of the blocks missed 10 ms.
        Growth: 0.0000 cores + 0.01000 cores for each session (R\u00b2 1.0000).
        """,
        LiveSessions.markdown(
                List.of(
                    new LiveSessions.Trial(30, 3000, 30, done, 0.3, 1),
                    new LiveSessions.Trial(10, 1000, 0, done, 0.1, 1)),
                0.001)
            .replace("\r\n", "\n")
            .replace("-0.0000", "0.0000"));
  }

  @Test
  void saysWhenNoneHeld() {
    LiveSessions.Trial late = new LiveSessions.Trial(1, 100, 1, new Histogram(3), 0.1, 1);
    String text = LiveSessions.markdown(List.of(late), 0.001);
    assertTrue(text.contains("None of these held"), text);
  }

  @Test
  void helpsAndSaysWhatIsWrong() {
    assertEquals(0, LiveSessions.run("--help"));
    assertTrue(printed.toString(UTF_8).contains("--seconds"), printed.toString(UTF_8));
    assertEquals(2, LiveSessions.run("--nonsense"));
    assertEquals(2, LiveSessions.run("--sessions", "0"));
    assertEquals(2, LiveSessions.run("--sessions", "many"));
    assertEquals(2, LiveSessions.run("--seconds"));
    assertEquals(2, LiveSessions.run("--seconds", "0"));
    assertEquals(2, LiveSessions.run("--late", "x"));
    assertEquals(2, LiveSessions.run("--preset", "nowhere.json"));
  }
}
