package io.makebeliv.onnx.checkpoint;

import static io.makebeliv.onnx.checkpoint.BrokenCheckpointException.quote;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * The table of contents of a zip file. {@code java.util.zip} and its kin hand out streams; weights
 * that are to stay in the mapped file need their offsets, hence a reader of its own. Layout:
 * PKWARE's APPNOTE 6.3, sections 4.3 and 4.5.3.
 *
 * <p>Checksums are not compared: PyTorch can be told to write none, and a checksum is no protection
 * from whoever wrote the file. What is checked is that no entry reaches out of the file or into
 * another one, and that nothing unpacks to absurd sizes.
 */
final class ZipDirectory {

  private static final int LOCAL = 0x04034b50;
  private static final int CENTRAL = 0x02014b50;
  private static final int END = 0x06054b50;
  private static final int END_64 = 0x06064b50;
  private static final int END_64_LOCATOR = 0x07064b50;

  private static final int LOCAL_BYTES = 30;
  private static final int CENTRAL_BYTES = 46;
  private static final int END_BYTES = 22;
  private static final int LOCATOR_BYTES = 20;
  private static final int END_64_BYTES = 56;

  private static final int STORED = 0;
  private static final int DEFLATED = 8;
  private static final long FULL_32 = 0xFFFF_FFFFL;
  private static final int FULL_16 = 0xFFFF;

  private static final int MAX_NAME = 1024;

  /** Deflate cannot do better than this. */
  private static final long MAX_RATIO = 1032;

  /** Weights hardly shrink: a file that unpacks to more than this is no checkpoint. */
  private static final long MAX_GROWTH = 16;

  private static final long FREE_GROWTH = 16L << 20;

  private final FileBytes file;
  private final Map<String, Entry> entries = new LinkedHashMap<>();

  /** Where the entries end and the central directory begins. */
  private long contentEnd;

  /**
   * A file in the archive.
   *
   * @param offset where its bytes are in the archive
   * @param packed how many bytes it takes there
   * @param size how many bytes it has
   * @param method how it is packed
   */
  record Entry(String name, long header, long offset, long packed, long size, int method) {}

  private ZipDirectory(FileBytes file) {
    this.file = file;
  }

  static ZipDirectory read(FileBytes file, Allowance allowance) throws BrokenCheckpointException {
    ZipDirectory directory = new ZipDirectory(file);
    directory.readAll(allowance);
    directory.refuseOverlaps();
    directory.refuseBombs();
    return directory;
  }

  Collection<Entry> entries() {
    return entries.values();
  }

  @Nullable Entry entry(String name) {
    return entries.get(name);
  }

  /** Gives an entry's bytes: a view of the file, or unpacked outside the heap. */
  ByteBuffer bytes(Entry entry) throws BrokenCheckpointException {
    ByteBuffer packed =
        file.slice(entry.offset(), entry.packed(), "its part " + quote(entry.name()));
    return switch (entry.method()) {
      case STORED -> packed;
      case DEFLATED -> inflate(entry, packed);
      default ->
          throw BrokenCheckpointException.unsupported(
              "packs its part %s by zip method %d; save it again with torch.save, which does not."
                  .formatted(quote(entry.name()), entry.method()));
    };
  }

  private void readAll(Allowance allowance) throws BrokenCheckpointException {
    ByteBuffer end = findEnd();
    long count = Short.toUnsignedLong(end.getShort(10));
    long size = Integer.toUnsignedLong(end.getInt(12));
    contentEnd = Integer.toUnsignedLong(end.getInt(16));
    if (count == FULL_16 || size == FULL_32 || contentEnd == FULL_32) {
      ByteBuffer end64 = findEnd64(file.size() - end.limit());
      count = end64.getLong(32);
      size = end64.getLong(40);
      contentEnd = end64.getLong(48);
    }
    ByteBuffer table = file.slice(contentEnd, size, "its table of contents");
    if (count < 0 || count > size / CENTRAL_BYTES) {
      throw BrokenCheckpointException.damaged(
          "claims %s parts, more than its table of contents can name"
              .formatted(Long.toUnsignedString(count)));
    }
    for (long i = 0; i < count; i++) {
      Entry entry = readEntry(table, allowance);
      if (entries.put(entry.name(), entry) != null) {
        throw BrokenCheckpointException.damaged("has two parts named " + quote(entry.name()));
      }
    }
  }

  /** Finds the end record, which a comment may follow that reaches exactly to the file's end. */
  private ByteBuffer findEnd() throws BrokenCheckpointException {
    long from = Math.max(0, file.size() - END_BYTES - FULL_16);
    ByteBuffer tail = file.slice(from, file.size() - from, "its end");
    for (int at = tail.limit() - END_BYTES; at >= 0; at--) {
      if (tail.getInt(at) == END
          && Short.toUnsignedInt(tail.getShort(at + 20)) == tail.limit() - at - END_BYTES) {
        if (tail.getInt(at + 4) != 0) {
          throw BrokenCheckpointException.unsupported(
              "is one of several volumes of a zip archive; join them first.");
        }
        return tail.slice(at, tail.limit() - at).order(ByteOrder.LITTLE_ENDIAN);
      }
    }
    throw BrokenCheckpointException.damaged("begins as a zip file, but has no table of contents");
  }

  private ByteBuffer findEnd64(long end) throws BrokenCheckpointException {
    ByteBuffer locator = file.slice(end - LOCATOR_BYTES, LOCATOR_BYTES, "its zip64 locator");
    if (locator.getInt(0) != END_64_LOCATOR) {
      throw BrokenCheckpointException.damaged("has no zip64 record where it needs one");
    }
    ByteBuffer end64 = file.slice(locator.getLong(8), END_64_BYTES, "its zip64 record");
    if (end64.getInt(0) != END_64) {
      throw BrokenCheckpointException.damaged("has no zip64 record where it says it has one");
    }
    return end64;
  }

  private Entry readEntry(ByteBuffer table, Allowance allowance) throws BrokenCheckpointException {
    int at = table.position();
    if (table.remaining() < CENTRAL_BYTES || table.getInt(at) != CENTRAL) {
      throw BrokenCheckpointException.damaged(
          "has something else in its table of contents after %d parts".formatted(entries.size()));
    }
    int flags = table.getShort(at + 8);
    int method = Short.toUnsignedInt(table.getShort(at + 10));
    long packed = Integer.toUnsignedLong(table.getInt(at + 20));
    long size = Integer.toUnsignedLong(table.getInt(at + 24));
    int nameLength = Short.toUnsignedInt(table.getShort(at + 28));
    int extraLength = Short.toUnsignedInt(table.getShort(at + 30));
    int commentLength = Short.toUnsignedInt(table.getShort(at + 32));
    long header = Integer.toUnsignedLong(table.getInt(at + 42));
    int length = CENTRAL_BYTES + nameLength + extraLength + commentLength;
    if (length > table.remaining() || nameLength > MAX_NAME) {
      throw BrokenCheckpointException.damaged(
          "has a name in its table of contents that is too long (%d)".formatted(nameLength));
    }
    allowance.charge(160 + 3L * nameLength);
    byte[] name = new byte[nameLength];
    table.get(at + CENTRAL_BYTES, name);
    if (packed == FULL_32 || size == FULL_32 || header == FULL_32) {
      ByteBuffer wide =
          wideFields(
              table
                  .slice(at + CENTRAL_BYTES + nameLength, extraLength)
                  .order(ByteOrder.LITTLE_ENDIAN));
      size = size == FULL_32 ? wide(wide) : size;
      packed = packed == FULL_32 ? wide(wide) : packed;
      header = header == FULL_32 ? wide(wide) : header;
    }
    table.position(at + length);
    String text = new String(name, UTF_8);
    if ((flags & 1) != 0) {
      throw BrokenCheckpointException.unsupported(
          "is an encrypted archive; unpack it with its password and open what is in it.");
    }
    if (method == STORED && packed != size) {
      throw BrokenCheckpointException.damaged(
          "gives two different sizes of its part %s".formatted(quote(text)));
    }
    return new Entry(text, header, locate(text, name, header, packed), packed, size, method);
  }

  /** Finds the zip64 field among an entry's extra fields. */
  private static ByteBuffer wideFields(ByteBuffer extra) {
    while (extra.remaining() >= 4) {
      int id = Short.toUnsignedInt(extra.getShort());
      int length = Math.min(Short.toUnsignedInt(extra.getShort()), extra.remaining());
      if (id == 1) {
        return extra.slice(extra.position(), length).order(ByteOrder.LITTLE_ENDIAN);
      }
      extra.position(extra.position() + length);
    }
    return ByteBuffer.allocate(0);
  }

  private static long wide(ByteBuffer wideFields) throws BrokenCheckpointException {
    if (wideFields.remaining() < Long.BYTES) {
      throw BrokenCheckpointException.damaged("lacks the zip64 field of one of its parts");
    }
    return wideFields.getLong();
  }

  /** Reads the header that stands before an entry's bytes, and must tell the same. */
  private long locate(String text, byte[] name, long header, long packed)
      throws BrokenCheckpointException {
    String what = "its part " + quote(text);
    ByteBuffer local = file.slice(header, LOCAL_BYTES, what);
    int nameLength = Short.toUnsignedInt(local.getShort(26));
    int extraLength = Short.toUnsignedInt(local.getShort(28));
    if (local.getInt(0) != LOCAL || nameLength != name.length) {
      throw BrokenCheckpointException.damaged("does not have " + what + " where it says");
    }
    ByteBuffer localName = file.slice(header + LOCAL_BYTES, nameLength, what);
    if (!localName.equals(ByteBuffer.wrap(name))) {
      throw BrokenCheckpointException.damaged("does not have " + what + " where it says");
    }
    long offset = header + LOCAL_BYTES + nameLength + extraLength;
    if (packed < 0 || offset > contentEnd - packed) {
      throw BrokenCheckpointException.damaged(
          "says that %s has %s bytes, more than there are"
              .formatted(what, Long.toUnsignedString(packed)));
    }
    return offset;
  }

  /** Entries that share bytes are the way to make a small file unpack to a huge one. */
  private void refuseOverlaps() throws BrokenCheckpointException {
    Entry[] inOrder = entries.values().toArray(Entry[]::new);
    Arrays.sort(inOrder, Comparator.comparingLong(Entry::header));
    for (int i = 1; i < inOrder.length; i++) {
      if (inOrder[i].header() < inOrder[i - 1].offset() + inOrder[i - 1].packed()) {
        throw BrokenCheckpointException.damaged(
            "has two parts in the same place, %s and %s"
                .formatted(quote(inOrder[i - 1].name()), quote(inOrder[i].name())));
      }
    }
  }

  private void refuseBombs() throws BrokenCheckpointException {
    long left = FREE_GROWTH + MAX_GROWTH * file.size();
    for (Entry entry : entries.values()) {
      if (entry.method() != STORED) {
        if (entry.size() < 0 || entry.size() > MAX_RATIO * (entry.packed() + 1)) {
          throw BrokenCheckpointException.damaged(
              "claims that its part %s unpacks from %d bytes to %s, which cannot be"
                  .formatted(
                      quote(entry.name()), entry.packed(), Long.toUnsignedString(entry.size())));
        }
        left -= entry.size();
      }
    }
    if (left < 0) {
      throw BrokenCheckpointException.damaged(
          "unpacks to more than %d times its size, which weights never do".formatted(MAX_GROWTH));
    }
  }

  private static ByteBuffer inflate(Entry entry, ByteBuffer packed)
      throws BrokenCheckpointException {
    if (entry.size() > Integer.MAX_VALUE) {
      throw BrokenCheckpointException.unsupported(
          "has its part %s packed, which is read up to 2 GiB only; save it again with torch.save."
              .formatted(quote(entry.name())));
    }
    ByteBuffer unpacked = ByteBuffer.allocateDirect((int) entry.size());
    Inflater inflater = new Inflater(true);
    try {
      inflater.setInput(packed);
      int got = 1;
      while (got > 0 && unpacked.hasRemaining()) {
        got = inflater.inflate(unpacked);
      }
      boolean tooLong = !inflater.finished() && inflater.inflate(new byte[1]) > 0;
      if (unpacked.hasRemaining() || tooLong) {
        throw BrokenCheckpointException.damaged(
            "says that its part %s unpacks to %d bytes, which it does not"
                .formatted(quote(entry.name()), entry.size()));
      }
    } catch (DataFormatException e) {
      throw BrokenCheckpointException.damaged(
          "has a part %s that cannot be unpacked".formatted(quote(entry.name())));
    } finally {
      inflater.end();
    }
    return unpacked.flip().asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }
}
