package io.makebeliv.onnx.compile;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A golden tensor: a NumPy file of format 1.0 among the test resources. */
final class Npy {

  private static final Pattern SHAPE = Pattern.compile("'shape': \\(([^)]*)\\)");

  private final long[] shape;
  private final ByteBuffer data;

  private Npy(long[] shape, ByteBuffer data) {
    this.shape = shape;
    this.data = data;
  }

  static Npy golden(String name) {
    try (InputStream in = Npy.class.getResourceAsStream("/golden/" + name + ".npy")) {
      ByteBuffer file =
          ByteBuffer.wrap(Objects.requireNonNull(in, name).readAllBytes())
              .order(ByteOrder.LITTLE_ENDIAN);
      int headerEnd = 10 + file.getShort(8);
      String header = new String(file.array(), 10, headerEnd - 10, StandardCharsets.US_ASCII);
      Matcher matcher = SHAPE.matcher(header);
      if (!matcher.find()) {
        throw new AssertionError(header);
      }
      long[] shape =
          Arrays.stream(matcher.group(1).split(","))
              .map(String::strip)
              .filter(s -> !s.isEmpty())
              .mapToLong(Long::parseLong)
              .toArray();
      return new Npy(shape, file.position(headerEnd).slice().order(ByteOrder.LITTLE_ENDIAN));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  long[] shape() {
    return shape;
  }

  float[] floats() {
    float[] values = new float[data.remaining() / Float.BYTES];
    data.asFloatBuffer().get(values);
    return values;
  }

  long[] longs() {
    long[] values = new long[data.remaining() / Long.BYTES];
    data.asLongBuffer().get(values);
    return values;
  }
}
