package io.makebeliv.onnx.checkpoint;

import static io.makebeliv.onnx.checkpoint.BrokenCheckpointException.quote;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * A safetensors file: the length of a JSON header, the header, the bytes of the tensors. Layout:
 * Hugging Face's {@code safetensors} README, "Format".
 */
final class Safetensors {

  static final String METADATA = "__metadata__";

  private static final int LENGTH_BYTES = 8;

  /** The format allows 100 MB; a thousand tensors take 100 kB. */
  private static final long MAX_HEADER = 4L << 20;

  private static final int TENSOR = 512;

  private static final Map<String, DType> DTYPES =
      Map.of(
          "F64",
          DType.F64,
          "F32",
          DType.F32,
          "F16",
          DType.F16,
          "BF16",
          DType.BF16,
          "I64",
          DType.I64,
          "I32",
          DType.I32,
          "I16",
          DType.I16,
          "I8",
          DType.I8,
          "U8",
          DType.U8,
          "BOOL",
          DType.BOOL);

  private final String file;
  private final FileBytes bytes;
  private final long contentBegin;
  private final Allowance allowance = new Allowance();
  private final List<Range> ranges = new ArrayList<>();

  /** The bytes of a tensor, counted from the end of the header. */
  private record Range(String name, long begin, long end) {}

  private Safetensors(String file, FileBytes bytes, long contentBegin) {
    this.file = file;
    this.bytes = bytes;
    this.contentBegin = contentBegin;
  }

  /** Whether a file may be of this format: a length that it has, and the begin of an object. */
  static boolean begins(ByteBuffer head, long size) {
    return head.remaining() > LENGTH_BYTES
        && head.get(LENGTH_BYTES) == '{'
        && Long.compareUnsigned(head.getLong(0), Math.max(size, 1L << 32)) < 0;
  }

  /** Gives the tensors by name, and the metadata, if any, under {@value #METADATA}. */
  static InertMap read(String file, FileBytes bytes) throws BrokenCheckpointException {
    long length = bytes.slice(0, LENGTH_BYTES, "the length of its header").getLong();
    ByteBuffer header = bytes.slice(LENGTH_BYTES, length, "the end of its header");
    if (length > MAX_HEADER) {
      throw BrokenCheckpointException.unsupported(
          "has a header of %d bytes; a model's has up to %d. Give the file of one model."
              .formatted(length, MAX_HEADER));
    }
    Safetensors reader = new Safetensors(file, bytes, LENGTH_BYTES + length);
    try (JsonReader json =
        new JsonReader(new InputStreamReader(stream(header), UTF_8.newDecoder()))) {
      json.setStrictness(Strictness.STRICT);
      InertMap map = reader.readHeader(json);
      reader.refuseOverlaps();
      return map;
    } catch (BrokenCheckpointException e) {
      throw e;
    } catch (IOException | IllegalStateException | NumberFormatException e) {
      throw damaged("is not the JSON that it should be");
    }
  }

  private static InputStream stream(ByteBuffer from) {
    return new InputStream() {
      @Override
      public int read() {
        return from.hasRemaining() ? Byte.toUnsignedInt(from.get()) : -1;
      }

      @Override
      public int read(byte[] to, int offset, int length) {
        if (!from.hasRemaining()) {
          return length == 0 ? 0 : -1;
        }
        int count = Math.min(length, from.remaining());
        from.get(to, offset, count);
        return count;
      }
    };
  }

  private InertMap readHeader(JsonReader json) throws IOException {
    InertMap map = new InertMap();
    json.beginObject();
    while (json.hasNext()) {
      String name = json.nextName();
      allowance.charge(TENSOR + 4L * name.length());
      if (map.containsKey(name)) {
        throw damaged("names " + quote(name) + " twice");
      }
      map.set(name, name.equals(METADATA) ? readMetadata(json) : readTensor(name, json));
    }
    json.endObject();
    if (json.peek() != JsonToken.END_DOCUMENT) {
      throw damaged("goes on after its end");
    }
    return map;
  }

  private InertMap readMetadata(JsonReader json) throws IOException {
    InertMap metadata = new InertMap();
    json.beginObject();
    while (json.hasNext()) {
      String key = json.nextName();
      String value = string(json);
      allowance.charge(TENSOR / 2 + 4L * (key.length() + value.length()));
      metadata.set(key, value);
    }
    json.endObject();
    return metadata;
  }

  private Object readTensor(String name, JsonReader json) throws IOException {
    String dtype = null;
    long[] shape = null;
    long[] range = null;
    json.beginObject();
    while (json.hasNext()) {
      switch (json.nextName()) {
        case "dtype" -> dtype = string(json);
        case "shape" -> shape = longs(json);
        case "data_offsets" -> range = longs(json);
        default -> throw damaged("tells something unknown about " + quote(name));
      }
    }
    json.endObject();
    if (dtype == null || shape == null || range == null || range.length != 2) {
      throw damaged("lacks type, shape or place of " + quote(name));
    }
    return tensor(name, dtype, shape, range[0], range[1]);
  }

  private Object tensor(String name, String dtype, long[] shape, long begin, long end)
      throws BrokenCheckpointException {
    long content = bytes.size() - contentBegin;
    if (begin < 0 || end < begin || end > content) {
      throw damaged(
          "places %s at %d to %d of %d bytes".formatted(quote(name), begin, end, content));
    }
    ranges.add(new Range(name, begin, end));
    DType type = DTYPES.get(dtype);
    if (type == null) {
      return Inert.object("safetensors." + dtype, new InertList());
    }
    long size = end - begin;
    if (!fills(size, type, shape)) {
      throw damaged(
          "gives %s %d bytes, which its type %s and its shape do not fill"
              .formatted(quote(name), size, dtype));
    }
    Storage storage =
        new Storage(
            file, size, () -> bytes.slice(contentBegin + begin, size, "its tensor " + quote(name)));
    return Tensor.row(storage, type).view(type, 0, shape, Tensor.denseStrides(shape));
  }

  private static boolean fills(long size, DType type, long[] shape) {
    try {
      return Arrays.stream(shape).allMatch(length -> length >= 0)
          && Math.multiplyExact(Tensor.product(shape), (long) type.bytes()) == size;
    } catch (ArithmeticException e) {
      return false;
    }
  }

  private static String string(JsonReader json) throws IOException {
    if (json.peek() != JsonToken.STRING) {
      throw damaged("has something else where a text should be");
    }
    return json.nextString();
  }

  private static long[] longs(JsonReader json) throws IOException {
    List<Long> longs = new ArrayList<>();
    json.beginArray();
    while (json.hasNext()) {
      if (json.peek() != JsonToken.NUMBER || longs.size() >= Tensor.MAX_AXES) {
        throw damaged("has a list that should be of up to %d numbers".formatted(Tensor.MAX_AXES));
      }
      longs.add(json.nextLong());
    }
    json.endArray();
    return longs.stream().mapToLong(Long::longValue).toArray();
  }

  private void refuseOverlaps() throws BrokenCheckpointException {
    ranges.sort(Comparator.comparingLong(Range::begin).thenComparingLong(Range::end));
    Range last = null;
    for (Range range : ranges) {
      if (last != null && range.begin() < last.end()) {
        throw damaged(
            "places %s and %s over each other".formatted(quote(last.name()), quote(range.name())));
      }
      last = range;
    }
  }

  private static BrokenCheckpointException damaged(String problem) {
    return BrokenCheckpointException.damaged("has a header that " + problem);
  }
}
