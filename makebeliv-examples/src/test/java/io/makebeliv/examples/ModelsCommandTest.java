package io.makebeliv.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.makebeliv.onnx.compile.HubertCompiler;
import io.makebeliv.onnx.compile.HubertConfig;
import io.makebeliv.onnx.compile.Parameters;
import io.makebeliv.onnx.compile.SynthesizerCompiler;
import io.makebeliv.onnx.compile.SynthesizerConfig;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models on the command line: the list, and voices by name and by path. */
class ModelsCommandTest {

  private static final SynthesizerConfig SMALL =
      new SynthesizerConfig(
          "v2",
          true,
          16_000,
          768,
          4,
          8,
          16,
          2,
          1,
          3,
          4,
          List.of(3),
          List.of(List.of(1)),
          List.of(16, 10),
          List.of(32, 20),
          16,
          2,
          8,
          1,
          1,
          3);

  private static final Path GOLDEN = Path.of("..", "makebeliv-onnx/src/test/resources/golden");

  @TempDir Path folder;
  private Path models;
  private Path in;
  private Path out;

  @BeforeEach
  void putOneVoice() throws IOException {
    models = Files.createDirectory(folder.resolve("models"));
    Path anna = Files.createDirectory(models.resolve("anna"));
    new SynthesizerCompiler(SMALL, Parameters.synthetic(1))
        .webui()
        .writeTo(anna.resolve("anna.onnx"));
    in = Cli.recording(folder.resolve("in.wav"));
    out = folder.resolve("out.wav");
  }

  /** As narrow inside as can be, and of the right width outside. */
  private static void writeEncoder(Path file) throws IOException {
    HubertConfig config =
        new HubertConfig(
            List.of(4, 4, 4, 4, 4, 4, 4), List.of(10, 3, 3, 3, 3, 2, 2), 768, 8, 12, 1, 4, 16, 0);
    new HubertCompiler(config, Parameters.synthetic(2)).features(1, false, 0).writeTo(file);
  }

  @Test
  void listsVoicesAndWhatTheyLack() throws IOException {
    Cli lacking = Cli.run("models", models);
    assertEquals(0, lacking.exitCode(), lacking.err());
    assertTrue(lacking.out().contains("needs a content encoder with 768"), lacking.out());

    writeEncoder(models.resolve("vec.onnx"));
    Cli list = Cli.run("models", models);
    assertTrue(
        list.out().lines().anyMatch(l -> l.matches("anna +RVC v2 +WebUI +16000 .*vec.onnx.*")),
        list.out());
    assertTrue(list.out().contains("vec.onnx: content encoder, 768 features"), list.out());
    assertTrue(list.out().lines().noneMatch(line -> line.contains("!")), list.out());
  }

  @Test
  void convertsByNameAndByPath() throws IOException {
    writeEncoder(models.resolve("vec.onnx"));
    Cli named = Cli.run("convert", in, out, "--models", models, "--model", "anna", "--chunk", "60");
    assertEquals(0, named.exitCode(), named.err());
    assertTrue(named.out().contains("anna (RVC, version 2"), named.out());
    Path path = models.resolve("anna").resolve("anna.onnx");
    Cli direct = Cli.run("convert", in, out, "--model", path);
    assertEquals(0, direct.exitCode(), direct.err());
  }

  @Test
  void aWrongNameGetsTheNearestAndAVoiceThatLacksSomethingSaysWhat() {
    Cli typo = Cli.run("convert", in, out, "--models", models, "--model", "ana");
    assertEquals(2, typo.exitCode());
    assertTrue(typo.err().contains("Did you mean 'anna'?"), typo.err());
    Cli lacking = Cli.run("convert", in, out, "--models", models, "--model", "anna");
    assertEquals(1, lacking.exitCode());
    assertTrue(lacking.err().contains("needs a content encoder"), lacking.err());
    Cli nowhere = Cli.run("convert", in, out, "--models", folder.resolve("no"), "-m", "anna");
    assertEquals(2, nowhere.exitCode());
    assertTrue(nowhere.err().contains("no folder of models"), nowhere.err());
  }

  @Test
  void whatCannotBeUsedIsOneLineWithTheFileAndTheCause() throws IOException {
    writeEncoder(models.resolve("vec.onnx"));
    Path file = models.resolve("anna").resolve("anna.onnx");
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length / 2));
    assertRefused(file, "cut off");
    Files.writeString(file, "Once upon a time");
    assertRefused(file, "no ONNX model");
    try (RandomAccessFile big = new RandomAccessFile(file.toFile(), "rw")) {
      big.setLength((1L << 31) + 1);
    }
    assertRefused(file, "2 GB");
  }

  private void assertRefused(Path file, String cause) {
    Cli list = Cli.run("models", models);
    assertEquals(0, list.exitCode(), list.err());
    Cli run = Cli.run("convert", in, out, "--models", models, "-m", "anna");
    assertEquals(1, run.exitCode());
    assertEquals(1, run.err().lines().count(), run.err());
    for (String said : List.of(list.out(), run.err())) {
      assertTrue(said.contains(file.toString()), said);
      assertTrue(said.contains(cause), said);
    }
    assertFalse(Files.exists(out), "something was written");
  }

  @Test
  void optionsOfRvcAreForRvc() throws IOException {
    writeEncoder(models.resolve("vec.onnx"));
    Cli none = Cli.run("convert", in, out, "--chunk", "100");
    assertEquals(2, none.exitCode());
    assertTrue(none.err().contains("are for --model"), none.err());
    Cli odd = Cli.run("convert", in, out, "--models", models, "-m", "anna", "--chunk", "61");
    assertEquals(2, odd.exitCode());
    assertTrue(odd.err().contains("chunkMs must be from 20 to 1000"), odd.err());
    Cli both = Cli.run("convert", in, out, "--model", "anna", "--backend", "pitchshift");
    assertEquals(2, both.exitCode());
  }

  @Test
  void monitorsAndDemonstratesVoicesOfTheStore() throws IOException {
    writeEncoder(models.resolve("vec.onnx"));
    Cli monitor =
        Cli.run("monitor", "--models", models, "--model", "anna", "--file", in, "--context", "500");
    assertEquals(0, monitor.exitCode(), monitor.err());
    assertTrue(monitor.out().contains("anna (RVC, version 2"), monitor.out());
    assertTrue(
        monitor
            .out()
            .lines()
            .anyMatch(l -> l.matches("runs on +cpu, chunk \\d+ ms, context 0.5 s: load .*")),
        monitor.out());
    assertTrue(monitor.err().contains("context 0.5 s: load"), monitor.err());

    Cli demo =
        Cli.run("demo", "--models", models, "-m", "anna", "--chunk", "200", "--directory", folder);
    assertEquals(0, demo.exitCode(), demo.err());
    assertTrue(demo.out().contains("anna (RVC, version 2"), demo.out());
    assertTrue(demo.out().contains("chunk 200 ms, context "), demo.out());

    Cli typo = Cli.run("monitor", "--models", models, "--model", "ana", "--file", in);
    assertEquals(2, typo.exitCode());
    assertTrue(typo.err().contains("Did you mean 'anna'?"), typo.err());
  }

  @Test
  void recordingsNeedNoCalibrationButMayHaveOne() throws IOException {
    writeEncoder(models.resolve("vec.onnx"));
    Cli plain = Cli.run("convert", in, out, "--models", models, "-m", "anna", "--chunk", "60");
    assertTrue(plain.out().lines().anyMatch(l -> l.matches("runs on +cpu")), plain.out());
    Cli auto = Cli.run("convert", in, out, "--models", models, "-m", "anna", "--chunk", "auto");
    assertTrue(auto.out().contains("context 1 s: load"), auto.out());
    Cli bad = Cli.run("convert", in, out, "--models", models, "-m", "anna", "--chunk", "soon");
    assertEquals(2, bad.exitCode());
    assertTrue(bad.err().contains("'soon' is no time"), bad.err());
  }

  @Test
  void aProviderThatIsNotThereIsPassedOverAndTheOneInUseIsShown() throws IOException {
    writeEncoder(models.resolve("vec.onnx"));
    Cli wish =
        Cli.run("convert", in, out, "--models", models, "-m", "anna", "--provider", "coreml,cpu");
    assertEquals(0, wish.exitCode(), wish.err());
    assertTrue(wish.out().lines().anyMatch(l -> l.matches("runs on +cpu")), wish.out());
    Cli unknown =
        Cli.run("convert", in, out, "--models", models, "-m", "anna", "--provider", "gpu");
    assertEquals(2, unknown.exitCode());
    assertTrue(unknown.err().contains("an execution provider is one of"), unknown.err());
    Cli threads = Cli.run("convert", in, out, "--models", models, "-m", "anna", "--threads", "0");
    assertEquals(2, threads.exitCode());
    assertTrue(threads.err().contains("threads must be from 1"), threads.err());
    Cli none = Cli.run("convert", in, out, "--provider", "cuda");
    assertEquals(2, none.exitCode());
    assertTrue(none.err().contains("are for --model"), none.err());
  }

  @Test
  void bytesAreAskedForByName() throws IOException {
    writeEncoder(models.resolve("vec.onnx"));
    String[] with = {"fp32", "int8", "int4"};
    Cli[] runs = new Cli[with.length];
    for (int i = 0; i < with.length; i++) {
      runs[i] = Cli.run("convert", in, out, "--models", models, "-m", "anna", "--numbers", with[i]);
    }
    assertEquals(0, runs[0].exitCode(), runs[0].err());
    assertEquals(1, runs[1].exitCode());
    assertTrue(runs[1].err().contains("cannot be run with int8"), runs[1].err());
    assertEquals(2, runs[2].exitCode());
    assertTrue(runs[2].err().contains("numbers must be fp32 or int8, were int4"), runs[2].err());
    Cli none = Cli.run("convert", in, out, "--numbers", "int8");
    assertEquals(2, none.exitCode());
    assertTrue(none.err().contains("are for --model"), none.err());
  }

  @Test
  void checkpointsSpeakWithBytesToo() throws IOException {
    Path berta = Files.createDirectory(models.resolve("berta"));
    Files.copy(GOLDEN.resolve("tiny-v2-40k-f0.pth"), berta.resolve("berta.pth"));
    writeEncoder(models.resolve("vec.onnx"));
    List<byte[]> spoken = new ArrayList<>();
    for (String numbers : List.of("fp32", "int8", "int8")) {
      Cli run =
          Cli.run("convert", in, out, "--models", models, "-m", "berta", "--numbers", numbers);
      assertEquals(0, run.exitCode(), run.err());
      assertTrue(run.out().contains("berta (RVC, version 2, 40000 Hz"), run.out());
      spoken.add(Files.readAllBytes(out));
    }
    assertFalse(Arrays.equals(spoken.get(0), spoken.get(1)), "int8 changes nothing");
    assertArrayEquals(spoken.get(1), spoken.get(2));
  }

  @Test
  void whatComputesCanBeChecked() {
    Cli cpu = Cli.run("models", "--check", "--provider", "cpu");
    assertEquals(0, cpu.exitCode(), cpu.err());
    assertEquals(2, cpu.out().lines().filter(l -> l.contains("real-time factor")).count());
    assertTrue(cpu.out().contains("samples differ by at most 0"), cpu.out());
    Cli coreml = Cli.run("models", "--check", "--provider", "gpu");
    assertEquals(2, coreml.exitCode());
    assertTrue(coreml.err().contains("an execution provider is one of"), coreml.err());
  }

  /** With the usual jar and no GPU; where there is one, it is what the check is for. */
  @Test
  void withoutCudaTheCheckIsOneSentence() {
    Cli cuda = Cli.run("models", "--check");
    if (cuda.exitCode() != 0) {
      assertEquals(1, cuda.exitCode());
      assertTrue(cuda.err().contains("cuda does not work here"), cuda.err());
      assertEquals(1, cuda.err().lines().count(), cuda.err());
    }
  }
}
