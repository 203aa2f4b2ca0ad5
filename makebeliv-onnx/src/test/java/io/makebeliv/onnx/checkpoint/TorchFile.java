package io.makebeliv.onnx.checkpoint;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.Deflater;

/** Writes zip files as torch.save does, and as it does not. */
final class TorchFile {

  private static final int ALIGNMENT = 64;

  private final List<Part> parts = new ArrayList<>();
  private boolean wide;
  private String prefix = "archive/";

  private record Part(String name, ByteBuffer packed, long size, int method) {}

  static TorchFile of(PickleWriter pickle) {
    return of(pickle.stop());
  }

  static TorchFile of(byte[] pickle) {
    return new TorchFile().part("data.pkl", pickle);
  }

  TorchFile prefix(String newPrefix) {
    prefix = newPrefix;
    return this;
  }

  TorchFile part(String name, byte[] content) {
    parts.add(new Part(prefix + name, ByteBuffer.wrap(content), content.length, 0));
    return this;
  }

  TorchFile storage(String key, byte[] content) {
    return part("data/" + key, content);
  }

  TorchFile deflated(String name, byte[] content) {
    return deflated(name, content, content.length);
  }

  TorchFile deflated(String name, byte[] content, long declaredSize) {
    return packed(name, deflate(content), declaredSize, 8);
  }

  TorchFile packed(String name, byte[] packed, long declaredSize, int method) {
    parts.add(new Part(prefix + name, ByteBuffer.wrap(packed), declaredSize, method));
    return this;
  }

  /** Gives all sizes and offsets in zip64 fields. */
  TorchFile wide() {
    wide = true;
    return this;
  }

  static byte[] deflate(byte[] content) {
    Deflater deflater = new Deflater(9, true);
    deflater.setInput(content);
    deflater.finish();
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    byte[] chunk = new byte[8192];
    while (!deflater.finished()) {
      packed.write(chunk, 0, deflater.deflate(chunk));
    }
    deflater.end();
    return packed.toByteArray();
  }

  byte[] bytes() {
    int room = 256;
    for (Part part : parts) {
      room += part.packed().limit() + 4 * part.name().length() + 256;
    }
    ByteBuffer zip = ByteBuffer.allocate(room).order(ByteOrder.LITTLE_ENDIAN);
    List<Integer> headers = new ArrayList<>();
    for (Part part : parts) {
      headers.add(zip.position());
      byte[] name = part.name().getBytes(UTF_8);
      int begin = zip.position() + 30 + name.length;
      int padding = Math.floorMod(-begin - 4, ALIGNMENT);
      // As torch does, leaves the sizes to the central directory (flag 8).
      zip.putInt(0x04034b50).putShort((short) 0).putShort((short) 0x808);
      zip.putShort((short) part.method()).putInt(0).putInt(0).putInt(0).putInt(0);
      zip.putShort((short) name.length).putShort((short) (padding + 4)).put(name);
      zip.put((byte) 'F').put((byte) 'B').putShort((short) padding).put(new byte[padding]);
      zip.put(part.packed().duplicate());
    }
    int directory = zip.position();
    for (int i = 0; i < parts.size(); i++) {
      Part part = parts.get(i);
      byte[] name = part.name().getBytes(UTF_8);
      zip.putInt(0x02014b50).putShort((short) 0).putShort((short) 0).putShort((short) 0x808);
      zip.putShort((short) part.method()).putInt(0).putInt(0);
      zip.putInt(wide ? -1 : part.packed().limit()).putInt(wide ? -1 : (int) part.size());
      zip.putShort((short) name.length).putShort((short) (wide ? 28 : 0)).putShort((short) 0);
      zip.putShort((short) 0).putShort((short) 0).putInt(0).putInt(wide ? -1 : headers.get(i));
      zip.put(name);
      if (wide) {
        zip.putShort((short) 1).putShort((short) 24);
        zip.putLong(part.size()).putLong(part.packed().limit()).putLong(headers.get(i));
      }
    }
    int size = zip.position() - directory;
    if (wide) {
      int end = zip.position();
      zip.putInt(0x06064b50).putLong(44).putShort((short) 45).putShort((short) 45).putInt(0);
      zip.putInt(0).putLong(parts.size()).putLong(parts.size()).putLong(size).putLong(directory);
      zip.putInt(0x07064b50).putInt(0).putLong(end).putInt(1);
    }
    short count = (short) (wide ? -1 : parts.size());
    zip.putInt(0x06054b50).putInt(0).putShort(count).putShort(count);
    zip.putInt(wide ? -1 : size).putInt(wide ? -1 : directory).putShort((short) 0);
    byte[] bytes = new byte[zip.position()];
    zip.flip().get(bytes);
    return bytes;
  }

  /** Opens the file from memory. */
  Checkpoint open() {
    return Checkpoint.open("test.pth", ByteBuffer.wrap(bytes()));
  }

  /** Little-endian floats as bytes. */
  static byte[] floats(float... values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      bytes.putFloat(value);
    }
    return bytes.array();
  }

  /** Little-endian 16-bit patterns as bytes. */
  static byte[] shorts(int... values) {
    ByteBuffer bytes = ByteBuffer.allocate(2 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (int value : values) {
      bytes.putShort((short) value);
    }
    return bytes.array();
  }

  /** Little-endian 64-bit integers as bytes. */
  static byte[] longs(long... values) {
    ByteBuffer bytes = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (long value : values) {
      bytes.putLong(value);
    }
    return bytes.array();
  }
}
