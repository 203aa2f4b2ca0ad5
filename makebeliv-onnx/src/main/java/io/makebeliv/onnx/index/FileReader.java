package io.makebeliv.onnx.index;

import io.makebeliv.inference.ModelException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Reads a little-endian file from front to back and believes none of its counts: whatever is to be
 * read or skipped must be there before room is made for it.
 */
final class FileReader {

  private final String name;
  private final FileChannel channel;
  private final long size;
  private final ByteBuffer small = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
  private long position;

  FileReader(Path file, FileChannel channel) throws IOException {
    name = String.valueOf(file.getFileName());
    this.channel = channel;
    size = channel.size();
  }

  String name() {
    return name;
  }

  long position() {
    return position;
  }

  long remaining() {
    return size - position;
  }

  /** A refusal that names the file. */
  ModelException refusal(String found, String doInstead) {
    return new ModelException("\"%s\" %s: %s".formatted(name, found, doInstead));
  }

  /** A refusal of a number that cannot be. */
  ModelException damaged(String what) {
    return refusal(
        "is damaged, " + what + " (read up to byte %d of %d)".formatted(position, size),
        "copy or train it again");
  }

  private void require(long bytes, String what) {
    if (bytes < 0 || bytes > remaining()) {
      throw damaged("it ends within " + what);
    }
  }

  /** A product of two counts, or more than any file has. */
  static long product(long a, long b) {
    return a < 0 || b < 0 || Math.multiplyHigh(a, b) != 0 || a * b < 0 ? Long.MAX_VALUE : a * b;
  }

  private ByteBuffer fetch(int bytes, String what) throws IOException {
    require(bytes, what);
    small.clear().limit(bytes);
    readFully(small, what);
    return small.flip();
  }

  private void readFully(ByteBuffer target, String what) throws IOException {
    while (target.hasRemaining()) {
      int count = channel.read(target, position);
      if (count <= 0) {
        throw damaged("it became shorter within " + what);
      }
      position += count;
    }
  }

  int u8(String what) throws IOException {
    return fetch(1, what).get() & 0xFF;
  }

  int u16(String what) throws IOException {
    return fetch(2, what).getShort() & 0xFFFF;
  }

  int i32(String what) throws IOException {
    return fetch(4, what).getInt();
  }

  long i64(String what) throws IOException {
    return fetch(8, what).getLong();
  }

  /** Latin-1, so that every byte has a character. */
  String text(int bytes, String what) throws IOException {
    require(bytes, what);
    ByteBuffer buffer = ByteBuffer.allocate(bytes);
    readFully(buffer, what);
    return new String(buffer.array(), StandardCharsets.ISO_8859_1);
  }

  void skip(long bytes, String what) {
    require(bytes, what);
    position += bytes;
  }

  /** Maps what comes next, brings it into memory, and goes on behind it. */
  ByteBuffer map(long bytes, String what) throws IOException {
    require(bytes, what);
    MappedByteBuffer mapped = channel.map(MapMode.READ_ONLY, position, bytes);
    position += bytes;
    // Otherwise the first searches would wait for the disk.
    mapped.load();
    return mapped.order(ByteOrder.LITTLE_ENDIAN);
  }
}
