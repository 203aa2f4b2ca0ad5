package io.makebeliv.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.makebeliv.Backends;
import io.makebeliv.VoiceConverter;
import io.makebeliv.VoiceSession;
import io.makebeliv.fluctuation.Fluctuation;
import io.makebeliv.inference.InferenceBackend;
import io.makebeliv.inference.ModelException;
import io.makebeliv.onnx.checkpoint.Checkpoint;
import io.makebeliv.onnx.checkpoint.TestCheckpoint;
import io.makebeliv.onnx.compile.Trained;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

/** Voices as people have them: checkpoints, run as they are and exported. */
final class RvcCheckpointTest {

  private static final RvcSettings QUICK = RvcSettings.defaults().context(500);
  private static final Path ENCODER = RvcFiles.golden("tiny-hubert.fairseq.pt");
  private static final Path PITCH = RvcFiles.golden("tiny-rmvpe.pt");

  private static final List<Object> ODD = List.of(0, -1, 1L << 40, "k", List.of(-2, 0, 2, 2));

  static final List<String> VOICES =
      List.of(
          "tiny-v1-40k-f0",
          "tiny-v1-48k-f0",
          "tiny-v2-32k-f0",
          "tiny-v2-40k-f0",
          "tiny-v2-40k-nof0",
          "tiny-v2-48k-f0");

  @TempDir private Path folder;

  private Path voice(String name) {
    int channels = name.contains("-v1-") ? RvcFiles.FIRST_VERSION : RvcFiles.SECOND_VERSION;
    return RvcFiles.narrowed(name + ".pth", channels)
        .write(folder.resolve(name + ".pth"), "weight");
  }

  private static RvcVoice load(Path voice, Path encoder, Path pitch) {
    return RvcVoice.from(voice).encoder(encoder).pitchModel(pitch).settings(QUICK).load();
  }

  private static float[] convert(RvcVoice voice, long seed, float[] speech) {
    VoiceConverter converter =
        VoiceConverter.builder().backend(voice).fluctuation(Fluctuation.off()).seed(seed).build();
    return converter.convert(speech, 16_000);
  }

  @ParameterizedTest
  @FieldSource("VOICES")
  void aCheckpointSpeaks(String name) {
    float[] speech = RvcFiles.speech(20_000);
    try (RvcVoice voice = load(voice(name), ENCODER, PITCH)) {
      float[] spoken = convert(voice, 1, speech);
      assertEquals(speech.length, spoken.length);
      double power = 0;
      for (float sample : spoken) {
        assertTrue(Float.isFinite(sample));
        power += sample * sample;
      }
      assertTrue(power > 1e-3, "power: " + power);
      assertArrayEquals(spoken, convert(voice, 1, speech));
      assertFalse(Arrays.equals(spoken, convert(voice, 2, speech)));
      assertTrue(voice.description().startsWith(name + " (RVC, "), voice.description());
    }
  }

  @Test
  void graphsAndCheckpointsMayBeMixed() throws IOException {
    Files.copy(ENCODER, folder.resolve("hubert_base.pt"));
    Files.copy(PITCH, folder.resolve("rmvpe.pt"));
    Path checkpoint = voice("tiny-v2-40k-f0");
    Path own = Files.createDirectory(folder.resolve("anna"));
    RvcExport.of(checkpoint).write(own.resolve("anna.onnx"));
    Files.delete(checkpoint);
    ModelStore store = ModelStore.open(folder);
    ModelEntry entry = store.find("anna").orElseThrow();
    assertEquals(List.of(), entry.problems());
    assertEquals(ModelKind.RVC, entry.kind());
    assertEquals("hubert_base.pt", entry.encoder());
    assertEquals("rmvpe.pt", entry.pitchModel());
    assertEquals(
        List.of("content encoder, 24 and 32 features", "pitch model (RMVPE)"),
        store.shared().stream().map(SharedModel::use).toList());
    store.load("anna").close();

    Files.writeString(
        own.resolve("voice.json"),
        "{\"makebeliv\": 1, \"kind\": \"rvc\", \"encoder\": \"../hubert_base.pt\"}");
    store.load("anna").close();

    // Of a checkpoint, the encoder that fits and not the first.
    RvcExport.of(ENCODER).version(1).write(folder.resolve("a-first-version.onnx"));
    Files.delete(folder.resolve("hubert_base.pt"));
    RvcExport.of(ENCODER).version(2).write(folder.resolve("b-second-version.onnx"));
    voice("tiny-v2-40k-f0");
    assertEquals("b-second-version.onnx", store.find("tiny-v2-40k-f0").orElseThrow().encoder());
    store.load("tiny-v2-40k-f0").close();
  }

  @Test
  void aFolderIsNotExportedTo() throws IOException {
    Path target = Files.createDirectory(folder.resolve("voice.onnx"));
    ModelException e = assertThrows(ModelException.class, () -> RvcExport.of(PITCH).write(target));
    assertEquals(target + " is a folder; give the name of an ONNX file.", e.getMessage());
    try (Stream<Path> left = Files.list(folder)) {
      assertEquals(List.of(target), left.toList());
    }
  }

  @Test
  void aCheckpointTakesNoOtherVoicesIndex() throws IOException {
    for (String name : List.of("ann", "anna", "v1")) {
      RvcFiles.narrowed("tiny-v2-40k-f0.pth", RvcFiles.SECOND_VERSION)
          .write(folder.resolve(name + ".pth"), "weight");
    }
    Files.writeString(folder.resolve("added_IVF512_Flat_nprobe_1_anna_v2.index"), "");
    Files.writeString(folder.resolve("added_v10.index"), "");
    ModelStore store = ModelStore.open(folder);
    assertEquals("", store.find("ann").orElseThrow().index());
    assertEquals(
        "added_IVF512_Flat_nprobe_1_anna_v2.index", store.find("anna").orElseThrow().index());
    assertEquals("", store.find("v1").orElseThrow().index());
  }

  @Test
  void aStoreFindsWhatACheckpointNeeds() throws IOException {
    Path own = Files.createDirectory(folder.resolve("anna"));
    RvcFiles.narrowed("tiny-v2-40k-f0.pth", RvcFiles.SECOND_VERSION)
        .write(own.resolve("anna_e200.pth"), "weight");
    ModelStore store = ModelStore.open(folder);
    ModelEntry alone = store.find("anna").orElseThrow();
    assertFalse(alone.usable());
    assertTrue(
        alone.problems().get(0).contains("needs a content encoder"), alone.problems().get(0));

    Files.copy(ENCODER, folder.resolve("hubert_base.pt"));
    Files.copy(PITCH, folder.resolve("rmvpe.pt"));
    ModelEntry entry = store.find("anna").orElseThrow();
    assertEquals(List.of(), entry.problems());
    assertEquals(ModelKind.CHECKPOINT, entry.kind());
    assertEquals(40_000, entry.sampleRate());
    assertEquals("v2", entry.version());
    assertTrue(entry.pitched());
    assertEquals("hubert_base.pt", entry.encoder());
    assertEquals("rmvpe.pt", entry.pitchModel());
    try (OnnxVoice voice = store.load("anna")) {
      assertTrue(voice.description().endsWith("pitch by RMVPE)"), voice.description());
    }
    for (Path path : List.of(own, own.resolve("anna_e200.pth"))) {
      try (InferenceBackend voice = Backends.load(path)) {
        assertEquals("rvc", voice.id());
      }
    }
  }

  @ParameterizedTest
  @FieldSource("VOICES")
  void ofBytesItSpeaksNearlyAsItDoes(String name) {
    float[] speech = RvcFiles.speech(16_000);
    try (RvcVoice voice = load(voice(name), ENCODER, PITCH);
        RvcVoice bytes =
            RvcVoice.from(voice(name))
                .encoder(ENCODER)
                .pitchModel(PITCH)
                .settings(QUICK)
                .options(OnnxOptions.defaults().numbers("int8"))
                .load()) {
      float[] expected = convert(voice, 1, speech);
      float[] spoken = convert(bytes, 1, speech);
      assertArrayEquals(spoken, convert(bytes, 1, speech));
      double signal = 0;
      double difference = 0;
      for (int i = 0; i < expected.length; i++) {
        signal += expected[i] * expected[i];
        difference += Math.pow(expected[i] - spoken[i], 2);
      }
      assertTrue(difference > 0, "nothing is quantised");
      assertTrue(difference < 0.1 * signal, "%g of %g".formatted(difference, signal));
    }
  }

  @Test
  void bytesAreForCheckpoints() {
    Path voice = folder.resolve("voice.onnx");
    Path encoder = folder.resolve("encoder.onnx");
    RvcExport.of(voice("tiny-v2-40k-f0")).write(voice);
    RvcExport.of(ENCODER).version(2).write(encoder);
    OnnxOptions options = OnnxOptions.defaults().numbers("int8");
    refused(
        () -> RvcVoice.from(voice).encoder(encoder).options(options).load(),
        "voice.onnx cannot be run with int8",
        "Give checkpoints");
    // Where one of them is a checkpoint, that one is of bytes.
    RvcVoice.from(voice).encoder(ENCODER).options(options).settings(QUICK).load().close();
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> OnnxOptions.defaults().numbers("int4"));
    assertEquals("numbers must be fp32 or int8, were int4", e.getMessage());
  }

  @ParameterizedTest
  @FieldSource("VOICES")
  void itsExportSpeaksAsItDoes(String name) {
    Path pth = voice(name);
    Path onnx = folder.resolve("voice.onnx");
    Path encoder = folder.resolve("encoder.onnx");
    Path pitch = folder.resolve("pitch.onnx");
    RvcExport.of(pth).write(onnx);
    RvcExport.of(ENCODER).version(name.contains("-v1-") ? 1 : 2).write(encoder);
    RvcExport.of(PITCH).write(pitch);
    float[] speech = RvcFiles.speech(16_000);
    try (RvcVoice direct = load(pth, ENCODER, PITCH);
        RvcVoice exported = load(onnx, encoder, pitch);
        RvcVoice mixed = load(onnx, RvcFiles.golden("tiny-hubert.hf.bin"), pitch)) {
      float[] expected = convert(direct, 1, speech);
      assertArrayEquals(expected, convert(exported, 1, speech), 1e-4f);
      assertArrayEquals(expected, convert(mixed, 1, speech), 1e-4f);
      // The name is in the file.
      assertTrue(exported.description().startsWith(name + " (RVC, "), exported.description());
    }
  }

  @Test
  void anExportForOtherProgramsSpeaksAsWell() {
    Path onnx = folder.resolve("webui.onnx");
    RvcExport.of(voice("tiny-v2-40k-f0")).layout(RvcExport.Layout.WEBUI).write(onnx);
    try (RvcVoice voice = load(onnx, ENCODER, PITCH)) {
      float[] spoken = convert(voice, 1, RvcFiles.speech(16_000));
      for (float sample : spoken) {
        assertTrue(Float.isFinite(sample));
      }
    }
  }

  @Test
  void whereItCanBeToldThePhaseNothingIsDecodedToTurnIt() {
    Path pth = voice("tiny-v2-40k-f0");
    Path webui = folder.resolve("webui.onnx");
    Path windowed = folder.resolve("windowed.onnx");
    RvcExport.of(pth).layout(RvcExport.Layout.WEBUI).write(webui);
    RvcExport.of(pth).layout(RvcExport.Layout.WINDOWED).write(windowed);
    try (RvcVoice told = load(windowed, ENCODER, PITCH);
        RvcVoice turned = load(webui, ENCODER, PITCH)) {
      VoiceSession a = session(told);
      VoiceSession b = session(turned);
      // It is before the chunk that less is decoded: the delay is the same.
      assertEquals(b.latency().totalFrames(), a.latency().totalFrames());
      a.close();
      b.close();
    }
  }

  private static VoiceSession session(RvcVoice voice) {
    return VoiceConverter.builder().backend(voice).build().openSession(16_000);
  }

  @Test
  void whateverWasThereStaysUntilAnExportIsComplete() throws IOException {
    Path target = Files.writeString(folder.resolve("voice.onnx"), "older");
    Path broken =
        RvcFiles.narrowed("tiny-v2-40k-f0.pth", 32)
            .tensor("dec.conv_pre.weight", FloatBuffer.allocate(2), 2)
            .write(folder.resolve("broken.pth"), "weight");
    refused(() -> RvcExport.of(broken).write(target), "broken.pth", "dec.conv_pre.weight");
    assertEquals("older", Files.readString(target));
    double[] last = {0};
    RvcExport.of(voice("tiny-v2-40k-f0"))
        .write(
            target,
            fraction -> {
              assertTrue(fraction >= last[0] && fraction <= 1);
              last[0] = fraction;
            });
    assertEquals(1, last[0], 0.01);
    try (Stream<Path> files = Files.list(folder)) {
      assertTrue(files.noneMatch(file -> file.toString().endsWith(".part")));
    }
  }

  @Test
  void aCheckpointIsNotExportedOverItself() throws IOException {
    Path pth = voice("tiny-v2-40k-f0");
    long size = Files.size(pth);
    refused(() -> RvcExport.of(pth).write(pth), "over itself");
    assertEquals(size, Files.size(pth));
  }

  @Test
  void checkpointsToGoOnTrainingFromAreNoVoices() {
    Path training =
        RvcFiles.narrowed("tiny-v2-40k-f0.pth", 32)
            .entry("iteration", 100)
            .write(folder.resolve("G_2333.pth"), "model");
    refused(() -> load(training, ENCODER, PITCH), "G_2333.pth", "weights folder", "extract");
  }

  @Test
  void vocodersOfOthersAreRefused() {
    Path voice =
        RvcFiles.narrowed("tiny-v2-40k-f0.pth", 32)
            .entry("vocoder", "RefineGAN")
            .write(folder.resolve("voice.pth"), "weight");
    refused(() -> load(voice, ENCODER, PITCH), "RefineGAN", "HiFi-GAN");
    Path same =
        RvcFiles.narrowed("tiny-v2-40k-f0.pth", 32)
            .entry("vocoder", "HiFi-GAN")
            .write(folder.resolve("voice.pth"), "weight");
    load(same, ENCODER, PITCH).close();
  }

  @Test
  void anEncoderOfAnotherVersionIsRefused() {
    refused(
        () -> load(RvcFiles.golden("tiny-v2-40k-f0.pth"), ENCODER, PITCH),
        "tiny-hubert.fairseq.pt",
        "768",
        "another version");
  }

  @ParameterizedTest
  @CsvSource({"voice, pitch", "encoder, voice", "pitch, encoder"})
  void filesThatAreSomethingElseAreCalledWhatTheyAre(String wanted, String given) {
    Path voice = voice("tiny-v2-40k-f0");
    Path other =
        switch (given) {
          case "voice" -> voice;
          case "encoder" -> ENCODER;
          default -> PITCH;
        };
    refused(
        () ->
            load(
                wanted.equals("voice") ? other : voice,
                wanted.equals("encoder") ? other : ENCODER,
                wanted.equals("pitch") ? other : PITCH),
        other.getFileName().toString(),
        " is a",
        " is needed");
  }

  @Test
  void picklesOfOldAreRefused() throws IOException {
    Path old =
        Files.write(
            folder.resolve("old.pth"), HexFormat.of().parseHex("80028a0a6cfc9c46f9206aa850192e"));
    refused(() -> load(old, ENCODER, PITCH), "old.pth", "before 1.6");
  }

  /** Sizes are anybody's as well: whichever is spoilt, there is a graph, or a refusal. */
  @Test
  void sizesThatMakeNoSenseAreRefused() {
    List<?> sound =
        (List<?>)
            Checkpoint.open(RvcFiles.golden("tiny-v2-40k-f0.pth")).find("config").orElseThrow();
    TestCheckpoint spoilt = RvcFiles.narrowed("tiny-v2-40k-f0.pth", RvcFiles.SECOND_VERSION);
    int refused = 0;
    for (int entry = 0; entry < sound.size(); entry++) {
      for (Object odd : ODD) {
        List<Object> config = new ArrayList<>(sound);
        config.set(entry, odd);
        Path file = spoilt.entry("config", config).write(folder.resolve("odd.pth"), "weight");
        try {
          ((Trained.Voice) Trained.open(file)).streaming(Numbers.FP32);
        } catch (ModelException e) {
          refused++;
          assertFalse(String.valueOf(e.getMessage()).isBlank(), entry + ": " + odd);
        }
      }
    }
    assertTrue(refused > 50, refused + " were refused");
  }

  @Test
  void otherNetworksAreRefused() {
    Path other = RvcFiles.narrowed("tiny-v2-40k-f0.pth", 32).write(folder.resolve("bare.pth"));
    refused(() -> load(other, ENCODER, PITCH), "bare.pth", "without its configuration");
  }

  private static void refused(Executable load, String... parts) {
    ModelException e = assertThrows(ModelException.class, load);
    String message = String.valueOf(e.getMessage());
    for (String part : parts) {
      assertTrue(message.contains(part), message);
    }
  }

  @Test
  void optimisedGraphsOfCheckpointsAreKept() throws IOException {
    Path cache = folder.resolve("cache");
    Path file = voice("tiny-v2-40k-f0");
    RvcVoice.Builder cached =
        RvcVoice.from(file)
            .encoder(ENCODER)
            .pitchModel(PITCH)
            .settings(QUICK)
            .options(OnnxOptions.defaults().cache(cache));
    float[] speech = RvcFiles.speech(20_000);
    float[] expected;
    try (RvcVoice plain = load(file, ENCODER, PITCH)) {
      expected = convert(plain, 1, speech);
    }
    List<Path> kept = List.of();
    for (int round = 0; round < 2; round++) {
      try (RvcVoice voice = cached.load()) {
        assertArrayEquals(expected, convert(voice, 1, speech), 1e-6f, "round " + round);
      }
      List<Path> now = files(cache);
      assertEquals(3, now.size(), now::toString);
      assertTrue(round == 0 || now.equals(kept), now::toString);
      kept = now;
    }

    // What is damaged, or cut off, is made anew.
    Files.writeString(kept.get(0), "rubbish");
    byte[] whole = Files.readAllBytes(kept.get(1));
    Files.write(kept.get(1), Arrays.copyOf(whole, whole.length / 2));
    try (RvcVoice voice = cached.load()) {
      assertArrayEquals(expected, convert(voice, 1, speech), 1e-6f);
    }
    assertEquals(kept, files(cache));
    // ONNX Runtime makes up names as it goes: no two copies need be alike to the byte.
    assertEquals(whole.length, (double) Files.size(kept.get(1)), 1000);

    // Another checkpoint of the same name has a copy of its own.
    Files.copy(voice("tiny-v2-48k-f0"), file, StandardCopyOption.REPLACE_EXISTING);
    try (RvcVoice voice = cached.load()) {
      assertFalse(Arrays.equals(expected, convert(voice, 1, speech)));
    }
    assertEquals(4, files(cache).size());
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }
}
