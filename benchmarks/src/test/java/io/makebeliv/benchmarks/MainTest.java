package io.makebeliv.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {

  private final PrintStream originalOut = System.out;
  private final PrintStream originalErr = System.err;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @BeforeEach
  void listen() {
    System.setOut(new PrintStream(out, true, UTF_8));
    System.setErr(new PrintStream(err, true, UTF_8));
  }

  @AfterEach
  void restore() {
    System.setOut(originalOut);
    System.setErr(originalErr);
  }

  @Test
  void helps() throws IOException {
    assertEquals(0, Main.run("--help"));
    for (String word :
        new String[] {
          "--quick", "--out", "java -jar", "LatencyTable", "LiveSessions", "GcPauses"
        }) {
      assertTrue(out.toString(UTF_8).contains(word), word);
    }
    assertEquals("", err.toString(UTF_8));
  }

  @Test
  void listsTheBenchmarks() throws IOException {
    assertEquals(0, Main.run("-l"));
    for (String name : new String[] {"Resampling.makebeliv", "Voices.session"}) {
      assertTrue(out.toString(UTF_8).contains(name), name);
    }
  }

  @Test
  void saysInALineWhatIsWrong(@TempDir Path folder) throws IOException {
    assertEquals(2, Main.run("--out"));
    assertEquals(2, Main.run("--bogus"));
    Path table = folder.resolve("table.md");
    assertEquals(2, Main.run("NoSuchBenchmark", "--out", table.toString()));
    assertFalse(Files.exists(table));
    assertEquals(
        """
        --out needs a file after it. See --help.
        bogus is not a recognized option
        No benchmark matches [NoSuchBenchmark]; -l lists them.
        """,
        err.toString(UTF_8));
  }
}
