package io.makebeliv.benchmarks.quality;

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

class QualityReportTest {

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
  void helps() {
    assertEquals(0, QualityReport.run("--help"));
    for (String word : new String[] {"--quick", "--voice", "--pitch", "--formant", "--out"}) {
      assertTrue(out.toString(UTF_8).contains(word), word);
    }
    assertEquals("", err.toString(UTF_8));
  }

  @Test
  void measuresTheBundledSentence(@TempDir Path folder) throws IOException {
    Path target = folder.resolve("report");
    assertEquals(
        0, QualityReport.run("--quick", "--pitch", "4", "--out", target.toString()), err::toString);
    String report = Files.readString(target.resolve("quality.md"));
    for (Measure measure : Measure.values()) {
      assertTrue(report.contains("| " + measure.label() + " |"), measure.label());
    }
    for (String row : report.split("\n", -1)) {
      assertFalse(row.contains("NaN"), row);
    }
    assertTrue(Files.size(target.resolve("spectrogram+4st.png")) > 10_000);
    try (var files = Files.list(target)) {
      assertEquals(2, files.count());
    }
  }

  @Test
  void saysInALineWhatIsWrong(@TempDir Path folder) {
    assertEquals(2, QualityReport.run("--bogus"));
    assertEquals(2, QualityReport.run("--out"));
    assertEquals(2, QualityReport.run("--pitch", "four"));
    assertEquals(2, QualityReport.run(folder.toString()));
    assertEquals(
        """
        There is no option --bogus. See --help.
        --out needs a value after it. See --help.
        Expected numbers with commas between them, was given four. See --help.
        There are no WAV files in %s; expected recordings of speech.
        """
            .formatted(folder),
        err.toString(UTF_8));
  }
}
