package io.makebeliv.onnx.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * The bytes of a file, mapped and not read. A mapping reaches 2 GiB at most, so a longer file is
 * mapped in pieces that begin every GiB and overlap: whatever is no longer than a GiB lies in one
 * piece.
 */
final class FileBytes {

  private static final int PIECE_BITS = 30;

  /** Far beyond any voice; a sparse file of exabytes costs nothing to make, but much to map. */
  private static final long MAX_SIZE = 64L << PIECE_BITS;

  private final long size;
  private volatile List<ByteBuffer> pieces;

  private FileBytes(long size, List<ByteBuffer> pieces) {
    this.size = size;
    this.pieces = pieces;
  }

  static FileBytes map(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long size = channel.size();
      if (size > MAX_SIZE) {
        throw BrokenCheckpointException.unsupported(
            "is longer than 64 GiB, which no voice model is. Give the file of one model.");
      }
      List<ByteBuffer> pieces = new ArrayList<>();
      for (long begin = 0; begin < size; begin += 1L << PIECE_BITS) {
        long length = Math.min(size - begin, Integer.MAX_VALUE);
        pieces.add(channel.map(FileChannel.MapMode.READ_ONLY, begin, length));
      }
      return new FileBytes(size, List.copyOf(pieces));
    }
  }

  static FileBytes of(ByteBuffer bytes) {
    return new FileBytes(bytes.limit(), List.of(bytes.asReadOnlyBuffer()));
  }

  long size() {
    return size;
  }

  /**
   * Gives a read-only, little-endian view of a part.
   *
   * @param what the part in words, for the message if it is not there
   */
  ByteBuffer slice(long offset, long length, String what) throws BrokenCheckpointException {
    if (offset < 0 || length < 0 || offset > size - length) {
      throw BrokenCheckpointException.damaged(
          "ends before %s (%s bytes from %s on, and it has %d)"
              .formatted(what, Long.toUnsignedString(length), Long.toUnsignedString(offset), size));
    }
    List<ByteBuffer> open = pieces;
    if (open.isEmpty()) {
      if (size > 0) {
        throw new IllegalStateException("The checkpoint is closed; read its weights before.");
      }
      return ByteBuffer.allocate(0).order(ByteOrder.LITTLE_ENDIAN);
    }
    int piece = (int) Math.min(offset >> PIECE_BITS, open.size() - 1L);
    long begin = offset - ((long) piece << PIECE_BITS);
    ByteBuffer bytes = open.get(piece);
    if (length > bytes.limit() - begin) {
      throw BrokenCheckpointException.unsupported(
          "has %s in one piece of %d bytes; at most 1 GiB is read in one piece."
              .formatted(what, length));
    }
    return bytes.slice((int) begin, (int) length).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Lets go of the mapping; what was given out stays readable as long as somebody holds it. */
  void close() {
    pieces = List.of();
  }
}
