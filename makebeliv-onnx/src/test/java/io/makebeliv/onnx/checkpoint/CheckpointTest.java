package io.makebeliv.onnx.checkpoint;

import static io.makebeliv.onnx.checkpoint.GoldenFiles.golden;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.makebeliv.inference.ModelException;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Real checkpoints, and what else PyTorch may write. */
final class CheckpointTest {

  /** The sums are of Python's pickle, zipfile and struct, which know nothing of this reader. */
  @ParameterizedTest
  @CsvSource({
    "tiny-v1-40k-f0.pth,     385,  119922, dbe14d18",
    "tiny-v1-48k-f0.pth,     444,  120432, 7a00130a",
    "tiny-v2-32k-f0.pth,     385,  129906, 983e11a6",
    "tiny-v2-40k-f0.pth,     385,  128114, b8e20843",
    "tiny-v2-40k-nof0.pth,   374,  122624, f541aec1",
    "tiny-v2-48k-f0.pth,     385,  132722, a055c9ea",
    "tiny-rmvpe.pt,          201, 1313369, fd4f587e",
    "tiny-hubert.hf.bin,     212,  116600, 795ef056",
    "tiny-hubert.fairseq.pt, 212,  116600, 795ef056",
  })
  void everyWeightIsWhatPythonReads(String file, int tensors, long elements, String crc) {
    try (Checkpoint checkpoint = Checkpoint.open(golden(file))) {
      StateDict weights = checkpoint.weights();
      CRC32 sum = new CRC32();
      long count = 0;
      for (String name : weights.names()) {
        FloatBuffer floats = weights.floats(name);
        long expected = 1;
        for (long length : weights.shape(name)) {
          expected *= length;
        }
        assertEquals(expected, floats.remaining(), name);
        count += floats.remaining();
        ByteBuffer bytes =
            ByteBuffer.allocate(4 * floats.remaining()).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(floats);
        sum.update(bytes);
      }
      assertEquals(tensors, weights.names().size());
      assertEquals(elements, count);
      assertEquals(crc, "%08x".formatted(sum.getValue()));
    }
  }

  @Test
  void aVoiceTellsWhatItIs() {
    try (Checkpoint voice = Checkpoint.open(golden("tiny-v2-40k-f0.pth"))) {
      assertEquals(
          List.of("weight", "config", "info", "sr", "f0", "version"),
          List.copyOf(((Map<?, ?>) voice.find().orElseThrow()).keySet()));
      assertEquals(
          List.of(
              1025L,
              32L,
              16L,
              16L,
              32L,
              2L,
              2L,
              3L,
              0L,
              "1",
              List.of(3L, 7L, 11L),
              List.of(List.of(1L, 3L, 5L), List.of(1L, 3L, 5L), List.of(1L, 3L, 5L)),
              List.of(10L, 10L, 2L, 2L),
              32L,
              List.of(16L, 16L, 4L, 4L),
              3L,
              8L,
              40000L),
          voice.find("config").orElseThrow());
      assertEquals("40k", voice.find("sr").orElseThrow());
      assertEquals(1L, voice.find("f0").orElseThrow());
      assertEquals("v2", voice.find("version").orElseThrow());
      assertEquals("synthetic weights", voice.find("info").orElseThrow());
    }
  }

  @Test
  void halvesAreReadAsTheyAre() {
    try (Checkpoint voice = Checkpoint.open(golden("tiny-v1-40k-f0.pth"))) {
      StateDict weights = voice.weights("weight");
      assertEquals(DType.F16, weights.tensor("emb_g.weight").dtype());
      assertArrayEquals(new long[] {3, 8}, weights.shape("emb_g.weight"));
      assertEquals(-2.0234375f, weights.floats("emb_g.weight").get(0));
      assertEquals(1.8984375f, weights.floats("emb_g.weight").get(23));
      assertEquals(-0x1.56cp-12f, weights.floats("enc_p.emb_phone.bias").get(0));
      assertTrue(weights.floats("emb_g.weight").isDirect());
    }
  }

  @Test
  void floatsStayInTheFile() {
    try (Checkpoint rmvpe = Checkpoint.open(golden("tiny-rmvpe.pt"))) {
      rmvpe.weights().floats("fc.1.bias");
      long before = directBytes();
      for (String name : rmvpe.weights().names()) {
        Tensor tensor = rmvpe.weights().tensor(name);
        if (tensor.dtype() == DType.F32) {
          FloatBuffer floats = tensor.floats();
          assertTrue(floats.isDirect() && floats.isReadOnly());
          assertEquals(ByteOrder.nativeOrder(), floats.order());
        }
      }
      // The collector may have freed what other tests left behind.
      assertTrue(directBytes() <= before);
    }
  }

  private static long directBytes() {
    return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
        .filter(pool -> pool.getName().equals("direct"))
        .mapToLong(BufferPoolMXBean::getMemoryUsed)
        .sum();
  }

  @Test
  void countersOfBatchesAreIntegers() {
    try (Checkpoint rmvpe = Checkpoint.open(golden("tiny-rmvpe.pt"))) {
      Tensor counter = rmvpe.weights().tensor("unet.encoder.bn.num_batches_tracked");
      assertEquals(DType.I64, counter.dtype());
      assertEquals(0, counter.shape().length);
      assertEquals(1, counter.longs().remaining());
      assertThrows(ModelException.class, () -> rmvpe.weights().tensor("fc.1.bias").longs());
    }
  }

  @Test
  void bothNamingsOfHubertHoldTheSameWeights() {
    try (Checkpoint fairseq = Checkpoint.open(golden("tiny-hubert.fairseq.pt"));
        Checkpoint huggingFace = Checkpoint.open(golden("tiny-hubert.hf.bin"))) {
      StateDict left = fairseq.weights("model");
      StateDict right = huggingFace.weights();
      List<String> leftNames = List.copyOf(left.names());
      List<String> rightNames = List.copyOf(right.names());
      for (int i = 0; i < leftNames.size(); i++) {
        String name = leftNames.get(i);
        String other = rightNames.get(i);
        assertArrayEquals(left.shape(name), right.shape(other), name);
        assertEquals(left.floats(name), right.floats(other), name);
      }
    }
  }

  @Test
  void anObjectOfAnUnknownClassIsInert() {
    try (Checkpoint fairseq = Checkpoint.open(golden("tiny-hubert.fairseq.pt"))) {
      Inert arguments = assertInstanceOf(Inert.class, fairseq.find("args").orElseThrow());
      assertEquals("argparse.Namespace", arguments.className());
      assertFalse(arguments.isName());
      assertEquals(Map.of("arch", "hubert", "layers", 12L), arguments.state());
      assertEquals(1L, fairseq.find("extra", "epoch").orElseThrow());
      assertTrue(fairseq.find("cfg").isEmpty());
    }
  }

  @Test
  void whatIsReadCannotBeChanged() {
    try (Checkpoint voice = Checkpoint.open(golden("tiny-v2-40k-f0.pth"))) {
      @SuppressWarnings("unchecked")
      List<Object> config = (List<Object>) voice.find("config").orElseThrow();
      @SuppressWarnings("unchecked")
      Map<Object, Object> root = (Map<Object, Object>) voice.find().orElseThrow();
      assertThrows(UnsupportedOperationException.class, () -> config.add("more"));
      assertThrows(UnsupportedOperationException.class, () -> config.set(0, "other"));
      assertThrows(UnsupportedOperationException.class, () -> root.put("more", "more"));
      assertThrows(UnsupportedOperationException.class, root::clear);
      assertThrows(
          UnsupportedOperationException.class,
          () -> root.entrySet().iterator().next().setValue("other"));
      assertTrue(voice.weights().floats("emb_g.weight").isReadOnly());
    }
  }

  @Test
  void aClosedFileGivesOutNothingMore() {
    Checkpoint voice = Checkpoint.open(golden("tiny-v2-40k-f0.pth"));
    FloatBuffer before = voice.weights().floats("emb_g.weight");
    Tensor unread = voice.weights().tensor("enc_p.proj.bias");
    float first = before.get(0);
    voice.close();
    assertEquals(first, before.get(0));
    assertThrows(IllegalStateException.class, unread::floats);
  }

  @Test
  void everyTypeOfNumberIsRead() {
    Map<String, byte[]> stored = new HashMap<>();
    stored.put("DoubleStorage", TorchFile.longs(Double.doubleToLongBits(-2.5), 0));
    stored.put("FloatStorage", TorchFile.floats(-2.5f, 0));
    stored.put("HalfStorage", TorchFile.shorts(0xc100, 0));
    stored.put("BFloat16Storage", TorchFile.shorts(0xc020, 0));
    for (Map.Entry<String, byte[]> entry : stored.entrySet()) {
      Tensor tensor = row(entry.getKey(), entry.getValue(), 2);
      assertEquals(FloatBuffer.wrap(new float[] {-2.5f, 0}), tensor.floats(), entry.getKey());
    }
    assertEquals(
        LongBuffer.wrap(new long[] {Long.MIN_VALUE, 3}),
        row("LongStorage", TorchFile.longs(Long.MIN_VALUE, 3), 2).longs());
    assertEquals(
        LongBuffer.wrap(new long[] {-2}),
        row("IntStorage", new byte[] {-2, -1, -1, -1}, 1).longs());
    assertEquals(
        LongBuffer.wrap(new long[] {-2, 2}),
        row("ShortStorage", TorchFile.shorts(-2, 2), 2).longs());
    assertEquals(
        LongBuffer.wrap(new long[] {-2, 2}), row("CharStorage", new byte[] {-2, 2}, 2).longs());
    assertEquals(
        LongBuffer.wrap(new long[] {254, 2}), row("ByteStorage", new byte[] {-2, 2}, 2).longs());
    assertEquals(
        FloatBuffer.wrap(new float[] {1, 0}), row("BoolStorage", new byte[] {1, 0}, 2).floats());
  }

  private static Tensor row(String kind, byte[] content, long count) {
    PickleWriter pickle =
        PickleWriter.protocol2().ops("}").text("t").row(kind, "0", count).ops("s");
    return TorchFile.of(pickle).storage("0", content).open().weights().tensor("t");
  }

  @Test
  void anUntypedStorageIsReadInTheTypeOfItsTensor() {
    PickleWriter pickle = PickleWriter.protocol2().ops("}").text("t");
    pickle.name("torch._utils", "_rebuild_tensor_v3").ops("(");
    pickle.storage("torch.storage", "UntypedStorage", "0", 4).number(1).tuple(1).tuple(1);
    pickle.raw(0x89).ops("N").name("torch", "bfloat16").ops("tRs");
    Checkpoint file = TorchFile.of(pickle).storage("0", TorchFile.shorts(0, 0xc020)).open();
    assertEquals(FloatBuffer.wrap(new float[] {-2.5f}), file.weights().floats("t"));
  }

  @Test
  void parametersAndSizesAreUnwrapped() {
    PickleWriter pickle = PickleWriter.protocol2().ops("}(").text("p");
    pickle.name("torch._utils", "_rebuild_parameter").ops("(").row("FloatStorage", "0", 1);
    pickle.raw(0x88).ops("NtR").text("size").name("torch", "Size").ops("(").tuple(2, 3).ops("tRu");
    Checkpoint file = TorchFile.of(pickle).storage("0", TorchFile.floats(7)).open();
    assertEquals(7, file.weights().floats("p").get(0));
    assertEquals(List.of(2L, 3L), file.find("size").orElseThrow());
  }

  @Test
  void stridesAreFollowed() {
    PickleWriter pickle = PickleWriter.protocol2().ops("}(");
    pickle
        .text("transposed")
        .tensor("FloatStorage", "0", 6, 0, new long[] {3, 2}, new long[] {1, 3});
    pickle.text("column").tensor("FloatStorage", "0", 6, 1, new long[] {2}, new long[] {3});
    pickle.text("repeated").tensor("FloatStorage", "0", 6, 4, new long[] {2, 2}, new long[] {0, 1});
    pickle
        .text("unit axis")
        .tensor("FloatStorage", "0", 6, 0, new long[] {1, 6}, new long[] {77, 1});
    pickle.text("nothing").tensor("FloatStorage", "0", 6, 6, new long[] {0, 4}, new long[] {4, 1});
    pickle.text("number").tensor("FloatStorage", "0", 6, 5, new long[0], new long[0]);
    pickle.ops("u");
    StateDict weights =
        TorchFile.of(pickle).storage("0", TorchFile.floats(0, 1, 2, 3, 4, 5)).open().weights();
    assertEquals(FloatBuffer.wrap(new float[] {0, 3, 1, 4, 2, 5}), weights.floats("transposed"));
    assertEquals(FloatBuffer.wrap(new float[] {1, 4}), weights.floats("column"));
    assertEquals(FloatBuffer.wrap(new float[] {4, 5, 4, 5}), weights.floats("repeated"));
    assertEquals(FloatBuffer.wrap(new float[] {0, 1, 2, 3, 4, 5}), weights.floats("unit axis"));
    assertEquals(0, weights.floats("nothing").remaining());
    assertEquals(FloatBuffer.wrap(new float[] {5}), weights.floats("number"));
  }

  @Test
  void packedAndWideArchivesAreRead() {
    byte[] pickle =
        PickleWriter.protocol2().ops("}").text("t").row("FloatStorage", "0", 1000).ops("s").stop();
    byte[] content = new byte[4000];
    content[2] = (byte) 0x80;
    content[3] = 0x3f;
    for (TorchFile file :
        List.of(
            TorchFile.of(pickle).storage("0", content),
            TorchFile.of(pickle).deflated("data/0", content),
            TorchFile.of(pickle).storage("0", content).wide(),
            new TorchFile().deflated("data.pkl", pickle).deflated("data/0", content).wide())) {
      FloatBuffer floats = file.open().weights().floats("t");
      assertEquals(1000, floats.remaining());
      assertEquals(1, floats.get(0));
      assertEquals(0, floats.get(999));
    }
  }

  @Test
  void allProtocolsGiveTheSameValues() {
    List<byte[]> pickles = new ArrayList<>();
    // Python: pickle.dumps({"a": [1, -2.5, None, True], "b": (b"\x01", 70000)}, protocol=...)
    pickles.add(
        new PickleWriter()
            .ops("(dp0\nVa\np1\n(lp2\nI1\naF-2.5\naNaI01\nasVb\np3\n(")
            .ops("c_codecs\nencode\n(V\u0001\nVlatin1\ntRI70000\ntp8\ns.")
            .bytes());
    pickles.add(
        PickleWriter.protocol2()
            .ops("}q\0(")
            .text("a")
            .ops("](K\u0001G")
            .raw(0xc0, 4, 0, 0, 0, 0, 0, 0)
            .ops("N")
            .raw(0x88)
            .ops("e")
            .text("b")
            .ops("C\u0001\u0001J")
            .int4(70000)
            .raw(0x86)
            .ops("u")
            .stop());
    pickles.add(
        new PickleWriter()
            .raw(0x80, 5, 0x95)
            .int8(40)
            .ops("}")
            .raw(0x94)
            .ops("(")
            .raw(0x8c, 1, 'a', 0x94)
            .ops("]")
            .raw(0x94)
            .ops("(K\u0001G")
            .raw(0xc0, 4, 0, 0, 0, 0, 0, 0)
            .ops("N")
            .raw(0x88)
            .ops("e")
            .raw(0x8d)
            .int8(1)
            .ops("b")
            .raw(0x8e)
            .int8(1)
            .raw(1)
            .raw(0x8b)
            .int4(3)
            .raw(0x70, 0x11, 0x01, 0x86)
            .ops("u")
            .stop());
    for (byte[] pickle : pickles) {
      Checkpoint file = TorchFile.of(pickle).open();
      List<?> list = (List<?>) file.find("a").orElseThrow();
      assertEquals(1L, list.get(0));
      assertEquals(-2.5, list.get(1));
      assertEquals(null, list.get(2));
      assertEquals(true, list.get(3));
      List<?> tuple = (List<?>) file.find("b").orElseThrow();
      assertEquals(70000L, tuple.get(1));
      if (tuple.get(0) instanceof byte[] bytes) {
        assertArrayEquals(new byte[] {1}, bytes);
      } else {
        assertEquals("_codecs.encode", ((Inert) tuple.get(0)).className());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, 127, -128, 255, 1L << 40, Long.MIN_VALUE, Long.MAX_VALUE})
  void integersKeepTheirSign(long value) {
    assertEquals(value, TorchFile.of(PickleWriter.protocol2().number(value)).open().root());
  }

  @Test
  void integersBeyond64BitsAreRead() {
    byte[] pickle = PickleWriter.protocol2().raw(0x8a, 9).int8(0).raw(1).stop();
    assertEquals(BigInteger.ONE.shiftLeft(64), TorchFile.of(pickle).open().root());
  }

  // What is refused, and what the user is told.

  @Test
  void theFileIsNamedAndWhatToDo(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("voice.pth");
    Files.writeString(file, "<!DOCTYPE html><title>Not found</title>");
    String message = refusal(file);
    assertTrue(message.startsWith(file.toString()), message);
    assertTrue(message.contains("web page") && message.contains("download"), message);
    assertTrue(refusal(folder.resolve("none.pth")).contains("No such checkpoint"));
    assertTrue(refusal(folder).contains("No such checkpoint"));
    Files.write(file, new byte[0]);
    assertTrue(refusal(file).contains("is empty"));
  }

  private static String refusal(Path file) {
    return String.valueOf(
        assertThrows(ModelException.class, () -> Checkpoint.open(file)).getMessage());
  }

  private static String refusal(byte[] content) {
    ByteBuffer bytes = ByteBuffer.wrap(content);
    return String.valueOf(
        Attempt.at("the file", () -> Checkpoint.open("test.pth", bytes)).refusal());
  }

  private static void refused(String reason, TorchFile file) {
    String message = refusal(file.bytes());
    assertTrue(message.contains(reason), message);
  }

  @Test
  void otherFormatsAreCalledByTheirNames() {
    byte[] old =
        PickleWriter.protocol2()
            .raw(0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19)
            .stop();
    assertTrue(refusal(old).contains("before 1.6"), refusal(old));
    byte[] tar = new byte[512];
    System.arraycopy("ustar".getBytes(US_ASCII), 0, tar, 257, 5);
    assertTrue(refusal(tar).contains("tar archive"));
    assertTrue(refusal(PickleWriter.protocol2().ops("}").stop()).contains("bare pickle"));
    assertTrue(refusal(new byte[] {8, 7, 18, 7}).contains("neither"));
    assertTrue(refusal(new byte[] {0x1f, (byte) 0x8b, 8}).contains("unpack"));
    assertTrue(
        refusal(new PickleWriter().ops("version https://git-lfs.x/v1").bytes()).contains("LFS"));
  }

  @Test
  void otherZipFilesAreCalledByTheirNames() {
    byte[] empty = PickleWriter.protocol2().ops("}").stop();
    refused("TorchScript", TorchFile.of(empty).part("constants.pkl", empty));
    refused("TorchScript", TorchFile.of(empty).part("code/model.py", empty));
    refused("byte order 'big'", TorchFile.of(empty).part("byteorder", new byte[] {'b', 'i', 'g'}));
    refused("open 'archive/voice.pth'", new TorchFile().part("voice.pth", empty));
    refused("NumPy", new TorchFile().part("arr_0.npy", empty));
    refused("without a checkpoint", new TorchFile().part("readme.txt", empty));
    refused("several", TorchFile.of(empty).prefix("other/").part("data.pkl", empty));
    refused("holds no weights", TorchFile.of(empty));
    refused("zip method 93", new TorchFile().packed("data.pkl", empty, empty.length, 93));
    refused(
        "save its state_dict()",
        TorchFile.of(PickleWriter.protocol2().name("models", "Net").ops(")").raw(0x81)));
  }

  @Test
  void aLittleEndianArchiveMaySaySo() {
    PickleWriter pickle = PickleWriter.protocol2().ops("N");
    TorchFile file = TorchFile.of(pickle);
    for (String part : List.of("byteorder", ".format_version", "version")) {
      file.part(part, new byte[] {'l', 'i', 't', 't', 'l', 'e'});
    }
    assertEquals(null, file.open().root());
  }

  @Test
  void aMissingNameIsToldWithTheFile() {
    StateDict weights = Checkpoint.open(golden("tiny-rmvpe.pt")).weights();
    String message =
        String.valueOf(
            assertThrows(ModelException.class, () -> weights.floats("no.such")).getMessage());
    assertTrue(message.contains("tiny-rmvpe.pt") && message.contains("'no.such'"), message);
    try (Checkpoint file = Checkpoint.open(golden("tiny-rmvpe.pt"))) {
      assertThrows(ModelException.class, () -> file.weights("no", "such"));
    }
  }
}
