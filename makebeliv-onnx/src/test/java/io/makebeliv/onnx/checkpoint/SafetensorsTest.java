package io.makebeliv.onnx.checkpoint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Safetensors files, sound and hostile. */
final class SafetensorsTest {

  static byte[] file(String header, byte[] content) {
    byte[] json = header.getBytes(UTF_8);
    return ByteBuffer.allocate(8 + json.length + content.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(json.length)
        .put(json)
        .put(content)
        .array();
  }

  private static String refusal(byte[] content) {
    ByteBuffer bytes = ByteBuffer.wrap(content);
    return String.valueOf(
        Attempt.at("the file", () -> Checkpoint.open("test.pth", bytes)).refusal());
  }

  private static Checkpoint open(String header, byte[] content) {
    return Checkpoint.open("test.pth", ByteBuffer.wrap(file(header, content)));
  }

  private static String entry(String dtype, String shape, String range) {
    return "{\"t\":{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":%s}}"
        .formatted(dtype, shape, range);
  }

  @Test
  void tensorsAndMetadataAreRead() {
    Checkpoint file =
        open(
            """
            {"__metadata__":{"format":"pt"},
             "b":{"dtype":"F16","shape":[2],"data_offsets":[8,12]},
             "a":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]},
             "n":{"dtype":"I64","shape":[],"data_offsets":[12,20]},
             "q":{"dtype":"F8_E4M3","shape":[1],"data_offsets":[20,21]}}  \
            """,
            join(
                TorchFile.floats(1, 2),
                TorchFile.shorts(0x3c00, 0xc000),
                TorchFile.longs(-5),
                new byte[1]));
    StateDict weights = file.weights();
    assertEquals(List.of("b", "a", "n"), List.copyOf(weights.names()));
    assertArrayEquals(new long[] {1, 2}, weights.shape("a"));
    assertEquals(FloatBuffer.wrap(new float[] {1, 2}), weights.floats("a"));
    assertEquals(FloatBuffer.wrap(new float[] {1, -2}), weights.floats("b"));
    assertEquals(LongBuffer.wrap(new long[] {-5}), weights.tensor("n").longs());
    assertEquals(Map.of("format", "pt"), file.find("__metadata__").orElseThrow());
    assertInstanceOf(Inert.class, file.find("q").orElseThrow());
  }

  private static byte[] join(byte[]... parts) {
    ByteBuffer all = ByteBuffer.allocate(64);
    for (byte[] part : parts) {
      all.put(part);
    }
    byte[] bytes = new byte[all.position()];
    all.flip().get(bytes);
    return bytes;
  }

  @Test
  void floatsThatLieCrookedAreCopied(@TempDir Path folder) throws IOException {
    for (int spaces = 0; spaces < 4; spaces++) {
      String header = entry("F32", "[2]", "[0,8]") + " ".repeat(spaces);
      Path path = folder.resolve(spaces + ".safetensors");
      Files.write(path, file(header, TorchFile.floats(1, 2)));
      try (Checkpoint checkpoint = Checkpoint.open(path)) {
        assertEquals(FloatBuffer.wrap(new float[] {1, 2}), checkpoint.weights().floats("t"));
        assertTrue(checkpoint.weights().floats("t").isDirect());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "{}x",
        "{} {}",
        "{\"t\":1}",
        "{\"t\":[]}",
        "{\"t\":{}}",
        "{\"t\":null}",
        "{'t':{}}",
        "{\"__metadata__\":{\"a\":1}}",
        "{\"__metadata__\":[]}",
        "{\"__metadata__\":{\"a\":{\"b\":\"c\"}}}",
        "{\"t\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4],\"more\":1}}",
        "{\"t\":{\"dtype\":\"F32\",\"shape\":[1]}}",
        "{\"t\":{\"dtype\":3,\"shape\":[1],\"data_offsets\":[0,4]}}",
        "{\"t\":{\"dtype\":\"F32\",\"shape\":[\"1\"],\"data_offsets\":[0,4]}}",
        "{\"t\":{\"dtype\":\"F32\",\"shape\":[1.5],\"data_offsets\":[0,4]}}",
        "{\"t\":{\"dtype\":\"F32\",\"shape\":[1e999],\"data_offsets\":[0,4]}}",
        "{\"t\":{\"dtype\":\"F32\",\"shape\":[NaN],\"data_offsets\":[0,4]}}",
        "{\"t\":{\"dtype\":\"F32\",\"shape\":[[1]],\"data_offsets\":[0,4]}}",
        "{\"t\":{\"dtype\":\"F32\",\"shape\":[99999999999999999999],\"data_offsets\":[0,4]}}",
        "{\"t\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4,8]}}",
        "{\"t\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0]}}"
      })
  void aHeaderThatIsNoneIsRefused(String header) {
    String refusal = refusal(file(header, new byte[16]));
    assertTrue(refusal.contains("has a header that"), refusal);
  }

  @Test
  void rangesAreChecked() {
    assertEquals("null", refusal(file(entry("F32", "[4]", "[0,16]"), new byte[16])));
    for (String range :
        List.of("[0,20]", "[-4,0]", "[8,4]", "[0,9223372036854775807]", "[16,32]")) {
      String refusal = refusal(file(entry("F32", "[4]", range), new byte[16]));
      assertTrue(refusal.contains("places 't'"), refusal);
    }
    for (String shape :
        List.of("[3]", "[5]", "[-4]", "[-1,-4]", "[4294967296,4294967296]", "[2,2,2]", "[0]")) {
      String refusal = refusal(file(entry("F32", shape, "[0,16]"), new byte[16]));
      assertTrue(refusal.contains("do not fill"), shape + refusal);
    }
    String axes = "[" + "1,".repeat(40) + "4]";
    assertFalse(refusal(file(entry("F32", axes, "[0,16]"), new byte[16])).equals("null"));
  }

  @Test
  void placesAndNamesAreNotSharedByTwo() {
    String one = "{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}";
    String two = "{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[4,12]}";
    String overlap = refusal(file("{\"a\":" + one + ",\"b\":" + two + "}", new byte[16]));
    assertTrue(overlap.contains("over each other"), overlap);
    String twice = refusal(file("{\"a\":" + one + ",\"a\":" + two + "}", new byte[16]));
    assertTrue(twice.contains("twice"), twice);
  }

  @Test
  void theHeaderMustBeThereAndOfSensibleSize() {
    byte[] sound = file(entry("F32", "[4]", "[0,16]"), new byte[16]);
    for (int length = 0; length < sound.length; length++) {
      assertFalse(refusal(java.util.Arrays.copyOf(sound, length)).equals("null"));
    }
    for (long length : new long[] {1L << 24, 1L << 40, -1, Long.MAX_VALUE, Long.MIN_VALUE}) {
      ByteBuffer.wrap(sound).order(ByteOrder.LITTLE_ENDIAN).putLong(0, length);
      assertFalse(refusal(sound).equals("null"));
    }
    String nested = "{\"t\":" + "[".repeat(100_000);
    assertTrue(refusal(file(nested, new byte[0])).contains("header"));
    String longText = "{\"__metadata__\":{\"a\":\"" + "x".repeat(4_000_000) + "\"}}";
    assertTrue(refusal(file(longText, new byte[0])).contains("holds no weights"));
    assertTrue(refusal(file("{" + " ".repeat(5 << 20) + "}", new byte[0])).contains("bytes"));
    StringBuilder many = new StringBuilder("{");
    for (int i = 0; i < 90_000; i++) {
      many.append("\"%d\":{\"dtype\":\"U8\",".formatted(i));
      many.append("\"shape\":[0],\"data_offsets\":[0,0]},");
    }
    many.setCharAt(many.length() - 1, '}');
    assertFalse(refusal(file(many.toString(), new byte[0])).equals("null"));
    byte[] notText = file("{\"a\":1}", new byte[0]);
    notText[10] = (byte) 0xff;
    assertTrue(refusal(notText).contains("header"));
  }
}
