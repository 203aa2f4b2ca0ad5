package io.makebeliv.examples;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ExportCommandTest {

  private static final Path GOLDEN = Path.of("..", "makebeliv-onnx/src/test/resources/golden");

  @TempDir private Path folder;
  private Path voice;

  @BeforeEach
  void copy() throws IOException {
    voice = Files.copy(GOLDEN.resolve("tiny-v2-40k-f0.pth"), folder.resolve("voice.pth"));
  }

  @Test
  void aVoiceIsWritten() throws IOException {
    Path out = folder.resolve("voice.onnx");
    Cli run = Cli.run("export", voice, out);
    assertEquals(0, run.exitCode(), run.err());
    assertTrue(run.out().contains("an RVC voice of version 2, 40000 Hz, with pitch"), run.out());
    assertTrue(run.out().contains("written  " + out), run.out());
    assertTrue(inputs(out, "state_0_next"));
    assertEquals(0, Cli.run("export", voice, out, "--layout", "windowed").exitCode());
    assertTrue(inputs(out, "skip_head"));
    assertFalse(inputs(out, "state_0"));
    assertEquals(0, Cli.run("export", voice, out, "--layout", "webui").exitCode());
    assertFalse(inputs(out, "skip_head"));
    assertTrue(inputs(out, "phone_lengths"));
  }

  /** Names stand in an ONNX file as they are. */
  private static boolean inputs(Path file, String name) throws IOException {
    return new String(Files.readAllBytes(file), ISO_8859_1).contains(name);
  }

  @Test
  void encodersAndPitchModelsAreToldByTheirContent() throws IOException {
    Path encoder = folder.resolve("encoder.onnx");
    Cli run = Cli.run("export", GOLDEN.resolve("tiny-hubert.fairseq.pt"), encoder, "--for", "v1");
    assertEquals(0, run.exitCode(), run.err());
    assertTrue(run.out().contains("content encoder"), run.out());
    assertTrue(inputs(encoder, "state_rows_next"));
    Path hubert = GOLDEN.resolve("tiny-hubert.fairseq.pt");
    assertEquals(0, Cli.run("export", hubert, encoder, "--layout", "webui").exitCode());
    assertFalse(inputs(encoder, "state_rows"));
    Cli other = Cli.run("export", GOLDEN.resolve("tiny-rmvpe.pt"), folder.resolve("rmvpe.onnx"));
    assertEquals(0, other.exitCode(), other.err());
    assertTrue(other.out().contains("RMVPE"), other.out());
  }

  @Test
  void theCheckpointIsNotOverwritten() throws IOException {
    Path odd = Files.copy(voice, folder.resolve("odd.onnx"));
    byte[] before = Files.readAllBytes(odd);
    Cli run = Cli.run("export", odd, odd);
    assertEquals(2, run.exitCode());
    assertTrue(run.err().contains("are the same file"), run.err());
    assertEquals(2, Cli.run("export", voice, folder.resolve("voice.bin")).exitCode());
    assertArrayEquals(before, Files.readAllBytes(odd));
  }

  @Test
  void whatIsWrongIsOneLine() throws IOException {
    Path broken = Files.writeString(folder.resolve("broken.pth"), "<html>");
    Cli run = Cli.run("export", broken, folder.resolve("out.onnx"));
    assertEquals(1, run.exitCode());
    assertTrue(run.err().contains("is a web page"), run.err());
    assertEquals(1, run.err().lines().count(), run.err());
    Cli nowhere = Cli.run("export", voice, folder.resolve("none/out.onnx"));
    assertEquals(1, nowhere.exitCode());
    assertTrue(nowhere.err().contains("No such folder"), nowhere.err());
    Path tooLong = folder.resolve("x".repeat(252) + ".onnx");
    Cli unwritable = Cli.run("export", voice, tooLong);
    assertEquals(1, unwritable.exitCode());
    assertTrue(unwritable.err().contains(tooLong + " cannot be written: "), unwritable.err());
    assertFalse(unwritable.err().contains(".part"), unwritable.err());
    assertTrue(
        Cli.run("export", folder.resolve("no.pth"), folder.resolve("out.onnx"))
            .err()
            .contains("No such checkpoint"));
    assertEquals(
        2, Cli.run("export", voice, folder.resolve("o.onnx"), "--layout", "other").exitCode());
  }
}
