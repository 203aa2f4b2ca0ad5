package io.makebeliv.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.makebeliv.Backends;
import io.makebeliv.inference.ModelException;
import io.makebeliv.onnx.rvc.ToyEncoder;
import io.makebeliv.onnx.rvc.ToyPitch;
import io.makebeliv.onnx.rvc.ToySynthesizer;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Folders as users have them: what is listed, what is loaded, and what is said of bad files. */
final class ModelStoreTest {

  private static final ToySynthesizer VOICE =
      ToySynthesizer.of("phone phone_lengths pitch pitchf ds rnd");
  private static final ToyEncoder ENCODER = ToyEncoder.of("source").giving("embed", 768);

  @TempDir Path models;
  private Path anna;
  private ModelStore store;

  @BeforeEach
  void putOneVoice() throws IOException {
    ENCODER.toy().write(models.resolve("vec-768.onnx"));
    ToyPitch.rmvpe().toy().write(models.resolve("rmvpe.onnx"));
    anna = Files.createDirectory(models.resolve("anna"));
    VOICE.toy().write(anna.resolve("Anna_v2.onnx"));
    store = ModelStore.open(models);
  }

  @Test
  void listsWhatFilesSay() throws IOException {
    Files.createDirectory(models.resolve("empty"));
    VOICE
        .noting("metadata", "{\"samplingRate\": 40000, \"speakers\": 3}")
        .toy()
        .write(models.resolve("flat.onnx"));
    Files.write(models.resolve("carl.pth"), new byte[100]);
    filter().write(models.resolve("llvc.onnx"));

    List<ModelEntry> list = store.list();
    assertEquals(
        List.of("anna", "carl", "flat", "llvc"), list.stream().map(ModelEntry::name).toList());
    ModelEntry first = list.get(0);
    assertEquals(List.of(), first.problems());
    assertEquals(ModelKind.RVC, first.kind());
    assertEquals(anna.resolve("Anna_v2.onnx"), first.file());
    assertEquals("WebUI", first.layout());
    assertEquals("v2", first.version());
    assertTrue(first.pitched());
    assertEquals("vec-768.onnx", first.encoder());
    assertEquals("rmvpe.onnx", first.pitchModel());
    assertEquals(Files.size(first.file()), first.bytes());

    assertEquals(ModelKind.CHECKPOINT, list.get(1).kind());
    assertFalse(list.get(1).usable());
    assertEquals(40_000, list.get(2).sampleRate());
    assertEquals(3, list.get(2).speakers());
    assertTrue(list.get(2).usable());
    assertEquals(ModelKind.STREAMING, list.get(3).kind());
    assertEquals(16_000, list.get(3).sampleRate());
    assertEquals(List.of(), list.get(3).problems());

    assertEquals(
        List.of("pitch model (RMVPE)", "content encoder, 768 features"),
        store.shared().stream().map(SharedModel::use).toList());
  }

  /** What is noted beside a graph is anybody's: it spoils no list, and no voice that runs. */
  @Test
  void notesThatMakeNoSenseArePassedOver() throws IOException {
    List<String> notes =
        List.of(
            "{\"samplingRate\": 1e999999, \"speakers\": 1e999999999}",
            "{\"samplingRate\": 1e19, \"speakers\": 99999999999999999999}",
            "{\"samplingRate\": -4, \"speakers\": -1, \"embChannels\": 0.5}",
            "{\"samplingRate\": NaN, \"speakers\": \"three\", \"name\": {}}",
            "{\"samplingRate\": ",
            "{\"name\": " + "[".repeat(100_000),
            "{\"name\": " + "{\"a\":".repeat(20_000) + "1" + "}".repeat(20_001),
            "null");
    for (String note : notes) {
      for (String key : List.of("metadata", "model_info", "morphonic", "sr")) {
        VOICE.noting(key, note).toy().write(anna.resolve("Anna_v2.onnx"));
        String what = key + ": " + note.substring(0, Math.min(60, note.length()));
        ModelEntry entry = store.find("anna").orElseThrow();
        assertTrue(entry.usable(), what + entry.problems());
        assertTrue(entry.sampleRate() >= 0 && entry.speakers() >= 0, what);
        store.load("anna").close();
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1099511627776, -1, ''",
    "768, 1099511627776, ''",
    "-1, -1, 2000000000",
    "1073741824, -1, ''",
    "768, 1073741824, ''",
    "0, 0, ''"
  })
  void sizesThatMakeNoSenseAreRefusedWithTheirFile(long channels, long frames, String noted)
      throws IOException {
    Object time = frames < 0 ? "T" : frames;
    new TestGraph()
        .input("feats", TestGraph.FLOAT, 1, time, channels < 0 ? "C" : channels)
        .input("p_len", TestGraph.INT64, 1)
        .output("audio", TestGraph.FLOAT, "n")
        .weight("flat", new long[] {-1}, 1)
        .node("Reshape", "feats flat", "audio")
        .metadata("metadata", noted.isEmpty() ? "{}" : "{\"embChannels\": " + noted + "}")
        .write(anna.resolve("Anna_v2.onnx"));
    assertEquals("anna", store.find("anna").orElseThrow().name());
    assertTrue(refused("anna").contains("Anna_v2.onnx"), refused("anna"));
  }

  @Test
  void loadsByNameAndByPath() {
    try (OnnxVoice voice = store.load("anna")) {
      assertTrue(voice.description().startsWith("Anna_v2 (RVC, version 2"), voice.description());
      assertTrue(voice.description().endsWith("pitch by RMVPE)"), voice.description());
    }
    for (Path path : List.of(anna, anna.resolve("Anna_v2.onnx"))) {
      try (var voice = Backends.load(path)) {
        assertEquals("rvc", voice.id());
      }
    }
  }

  @Test
  void aVoicesOwnFilesComeFirstAndTheBetterPitchModel() throws IOException {
    ENCODER.toy().write(anna.resolve("mine.onnx"));
    assertEquals("mine.onnx", store.find("anna").orElseThrow().encoder());
    Files.delete(models.resolve("rmvpe.onnx"));
    assertEquals("makebeliv", store.find("anna").orElseThrow().pitchModel());
  }

  @Test
  void theEncoderFitsTheWidth() {
    ToyEncoder.of("source").giving("embed", 256).toy().write(models.resolve("a-256.onnx"));
    VOICE.wide(256).toy().write(models.resolve("old.onnx"));
    assertEquals("vec-768.onnx", store.find("anna").orElseThrow().encoder());
    assertEquals("a-256.onnx", store.find("old").orElseThrow().encoder());
    store.load("old").close();
  }

  @Test
  void aMissingEncoderIsSaidWithWhereItGoes() throws IOException {
    Files.delete(models.resolve("vec-768.onnx"));
    ToyEncoder.of("source").giving("embed", 256).toy().write(models.resolve("a-256.onnx"));
    ModelEntry entry = store.find("anna").orElseThrow();
    assertFalse(entry.usable());
    String said = refused("anna");
    assertEquals(List.of(said), entry.problems());
    for (String words :
        List.of("Anna_v2.onnx needs a content encoder with 768", "layer 12", "a-256.onnx")) {
      assertTrue(said.contains(words), said);
    }
    assertTrue(said.contains(anna + " or " + models), said);
  }

  @Test
  void voiceJsonSaysHowItIsRun() throws IOException {
    Path shelf = Files.createDirectory(models.resolve("shelf"));
    ENCODER.toy().write(shelf.resolve("other.onnx"));
    json(
        """
        {"makebeliv": 1, "kind": "rvc", "name": "Anna of the hills", "chunkMs": 60,
         "noise": 0, "encoder": "../shelf/other.onnx", "pitchModel": "makebeliv"}
        """);
    try (OnnxVoice voice = store.load("anna")) {
      RvcVoice rvc = (RvcVoice) voice;
      assertEquals(RvcSettings.defaults().chunk(60).noise(0), rvc.settings());
      assertTrue(voice.description().startsWith("Anna of the hills (RVC"), voice.description());
      assertTrue(voice.description().endsWith("pitch by makebeliv)"), voice.description());
    }
    assertEquals("other.onnx", store.find("anna").orElseThrow().encoder());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"chunk\": 60 | 'chunk' is not a known key. Did you mean 'chunkMs'?",
        "\"chunkMs\": 61 | chunkMs must be from 20 to 1000 in steps of 10, was 61",
        "\"encoder\": \"../../x.onnx\" | encoder is '../../x.onnx', which leaves",
        "\"encoder\": \"/etc/passwd\" | encoder is '/etc/passwd', which leaves",
        "\"index\": \"none.index\" | index is 'none.index', which is not there",
        "\"voice\": \"../rmvpe.onnx\" | voice is '../rmvpe.onnx', which leaves",
        "\"speaker\": 99 | does not run for speaker 99"
      })
  void whatIsWrongInVoiceJsonIsSaid(String key, String words) throws IOException {
    json("{\"makebeliv\": 1, \"kind\": \"rvc\", " + key + "}");
    String said = refused("anna");
    assertTrue(said.contains(words), said);
  }

  @Test
  void anUnknownKindInVoiceJsonIsRefused() throws IOException {
    json("{\"makebeliv\": 1, \"kind\": \"rcv\"}");
    assertTrue(refused("anna").contains("Did you mean 'rvc'?"));
  }

  @Test
  void linksOutOfTheStoreAreNotFollowed(@TempDir Path elsewhere) throws IOException {
    Path secret = ENCODER.toy().write(elsewhere.resolve("secret.onnx"));
    Files.createSymbolicLink(anna.resolve("link.onnx"), secret);
    json("{\"makebeliv\": 1, \"kind\": \"rvc\", \"encoder\": \"link.onnx\"}");
    assertTrue(refused("anna").contains("leaves"), refused("anna"));
  }

  @Test
  void anUnknownNameGetsTheNearest() {
    assertTrue(refused("ana").contains("Did you mean 'anna'?"), refused("ana"));
    assertThrows(ModelException.class, () -> store.load("../anna"));
    assertThrows(ModelException.class, () -> ModelStore.open(models.resolve("nowhere")));
  }

  @Test
  void aFileThatIsCutOffIsNamed() throws IOException {
    byte[] whole = Files.readAllBytes(anna.resolve("Anna_v2.onnx"));
    Files.write(anna.resolve("Anna_v2.onnx"), Arrays.copyOf(whole, whole.length / 2));
    assertRefusedAndListed("anna", "Anna_v2.onnx", "cut off");
  }

  @Test
  void aFileOfSomethingElseIsNamed() throws IOException {
    Files.writeString(models.resolve("story.onnx"), "Once upon a time there was a voice.");
    assertRefusedAndListed("story", "story.onnx", "no ONNX model");
    new TestGraph()
        .input("image", TestGraph.FLOAT, 1, 3, 224, 224)
        .output("class", TestGraph.FLOAT, 1, 3, 224, 224)
        .node("Relu", "image", "class")
        .write(models.resolve("cat.onnx"));
    assertRefusedAndListed("cat", "cat.onnx", "is no voice: neither one of RVC");
    assertRefusedAndListed("cat", "cat.onnx", "image");
    assertEquals(ModelKind.UNKNOWN, store.find("cat").orElseThrow().kind());
  }

  @Test
  void aFileTooBigIsNamed() throws IOException {
    try (RandomAccessFile big = new RandomAccessFile(models.resolve("big.onnx").toFile(), "rw")) {
      big.setLength((1L << 31) + 1);
    }
    assertRefusedAndListed("big", "big.onnx", "2 GB");
  }

  @Test
  void customOperatorsAndWeightsElsewhereAreRefusedBeforeLoading() {
    filter().domain("my.ops").node("my.ops", "Magic", "audio", "magic").write(in("magic.onnx"));
    assertRefusedAndListed("magic", "magic.onnx", "my.ops");
    for (String location : List.of("../../weights.bin", "/etc/passwd")) {
      filter().externalWeight("far", location, 4).write(in("far.onnx"));
      assertRefusedAndListed("far", "far.onnx", location);
    }
  }

  @Test
  void onlyLoadingShowsBrokenWeightsAndWrongLengths() throws IOException {
    VOICE.scaled(Float.NaN).toy().write(anna.resolve("Anna_v2.onnx"));
    assertTrue(store.find("anna").orElseThrow().usable());
    assertTrue(refused("anna").contains("Anna_v2.onnx puts out NaN"), refused("anna"));

    VOICE.longer(3).toy().write(anna.resolve("Anna_v2.onnx"));
    assertTrue(refused("anna").contains("Anna_v2.onnx put out"), refused("anna"));

    VOICE.toy().write(anna.resolve("Anna_v2.onnx"));
    ENCODER.scaled(Float.NaN).toy().write(models.resolve("vec-768.onnx"));
    assertTrue(refused("anna").contains("vec-768.onnx puts out NaN"), refused("anna"));
  }

  @Test
  void anEncoderThatTurnsOutToBeOfAnotherWidthIsRefused() throws IOException {
    ToyEncoder.of("source").giving("embed", 256).toy().write(models.resolve("vec-256.onnx"));
    json("{\"makebeliv\": 1, \"kind\": \"rvc\", \"encoder\": \"../vec-256.onnx\"}");
    assertTrue(
        refused("anna").contains("vec-256.onnx is no encoder for this voice"), refused("anna"));
  }

  @Test
  void severalVoicesInAFolderMustBeToldApart() throws IOException {
    VOICE.toy().write(anna.resolve("Berta.onnx"));
    assertRefusedAndListed("anna", "Anna_v2.onnx, Berta.onnx", "voice.json");
    json("{\"makebeliv\": 1, \"kind\": \"rvc\", \"voice\": \"Berta.onnx\"}");
    assertEquals(anna.resolve("Berta.onnx"), store.find("anna").orElseThrow().file());
    store.load("anna").close();
  }

  @Test
  void anIndexOfAnotherWidthIsRefusedInTheListAndWhenLoaded() throws IOException {
    // A table of two rows, as NumPy writes it.
    String header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, %d), }";
    for (int width : new int[] {256, 768}) {
      String text = header.formatted(width);
      ByteBuffer table = ByteBuffer.allocate(128 + 8 * width).order(ByteOrder.LITTLE_ENDIAN);
      table.put("\u0093NUMPY\u0001\u0000".getBytes(StandardCharsets.ISO_8859_1));
      table.putShort((short) 118);
      table.put(
          (text + " ".repeat(117 - text.length()) + "\n").getBytes(StandardCharsets.US_ASCII));
      Files.write(anna.resolve("total_fea.npy"), table.array());
      ModelEntry entry = store.find("anna").orElseThrow();
      assertEquals(width == 768, entry.usable(), entry.problems().toString());
    }
    store.load("anna").close();
    byte[] wide = Files.readAllBytes(anna.resolve("total_fea.npy"));
    String narrow = new String(wide, StandardCharsets.ISO_8859_1).replace("(2, 768)", "(6, 256)");
    Files.write(anna.resolve("total_fea.npy"), narrow.getBytes(StandardCharsets.ISO_8859_1));
    String listed = store.find("anna").orElseThrow().problems().toString();
    for (String said : List.of(listed, refused("anna"))) {
      assertTrue(said.contains("256 features, the voice takes 768"), said);
    }
  }

  @Test
  void anIndexThatIsNoneIsNamed() throws IOException {
    Files.writeString(anna.resolve("trained_IVF1.index"), "of no use, and passed over");
    assertEquals("", store.find("anna").orElseThrow().index());
    Files.writeString(anna.resolve("added_IVF1.index"), "not an index");
    assertEquals("added_IVF1.index", store.find("anna").orElseThrow().index());
    assertTrue(refused("anna").contains("added_IVF1.index"), refused("anna"));
    Files.writeString(anna.resolve("added_IVF2.index"), "not an index");
    assertRefusedAndListed("anna", "several indices", "voice.json");
  }

  @Test
  void anEncoderIsNoVoice() {
    ModelException e =
        assertThrows(
            ModelException.class, () -> new OnnxProvider().open(models.resolve("vec-768.onnx")));
    assertTrue(
        String.valueOf(e.getMessage()).contains("is a content encoder, not a voice"),
        e::getMessage);
  }

  @Test
  void aNameThatIsNoPathSpoilsOneVoiceAndNotTheList() throws IOException {
    Path odd = Files.createDirectory(models.resolve("odd"));
    Files.writeString(
        odd.resolve("voice.json"), "{\"version\": 1, \"graphs\": [\"a\\u0000b.onnx\"]}");
    assertRefusedAndListed(
        "odd", "voice.json", "graphs[0]: must be the name of a file in the same folder");
    assertTrue(store.find("anna").orElseThrow().usable());
  }

  @Test
  void aPathThatIsNotThereIsNamed() {
    Path nowhere = models.resolve("nowhere/voice.onnx");
    ModelException e = assertThrows(ModelException.class, () -> new OnnxProvider().open(nowhere));
    assertEquals("No such voice model: " + nowhere + ".", e.getMessage());
  }

  private static TestGraph filter() {
    return new TestGraph()
        .input("audio", TestGraph.FLOAT, 1, 1, 320)
        .output("converted", TestGraph.FLOAT, 1, 1, 320)
        .node("Neg", "audio", "converted")
        .metadata("sample_rate", "16000");
  }

  private Path in(String name) {
    return models.resolve(name);
  }

  private void json(String text) throws IOException {
    Files.writeString(anna.resolve("voice.json"), text);
  }

  private String refused(String name) {
    return String.valueOf(assertThrows(ModelException.class, () -> store.load(name)).getMessage());
  }

  private void assertRefusedAndListed(String name, String file, String words) {
    ModelEntry entry = store.find(name).orElseThrow();
    assertFalse(entry.usable());
    String listed = entry.problems().stream().collect(Collectors.joining(" "));
    for (String said : List.of(listed, refused(name))) {
      assertTrue(said.contains(file), said);
      assertTrue(said.contains(words), said);
    }
  }
}
