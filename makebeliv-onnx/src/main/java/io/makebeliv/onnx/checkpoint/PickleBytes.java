package io.makebeliv.onnx.checkpoint;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Reads a pickle from its beginning on: opcodes, and the numbers and text that stand behind them.
 * Nothing is read beyond the end, and nothing made that the allowance does not pay for.
 */
final class PickleBytes {

  /** No name of a class is as long as this, in bytes. */
  static final int MAX_LINE = 1024;

  /** Turning long integers into decimal text and back takes time that grows by the square. */
  private static final int MAX_INTEGER_BYTES = 256;

  private final ByteBuffer in;
  private final Allowance allowance;

  PickleBytes(ByteBuffer pickle, Allowance allowance) {
    in = pickle.slice().order(ByteOrder.LITTLE_ENDIAN);
    this.allowance = allowance;
  }

  /** How many bytes were read. */
  int position() {
    return in.position();
  }

  /** Reads a line with an integer; 00 and 01 may stand for false and true. */
  Object decimal(boolean maybeBoolean) throws BrokenCheckpointException {
    String text = line();
    if (maybeBoolean && (text.equals("00") || text.equals("01"))) {
      return text.equals("01");
    }
    allowance.charge(Allowance.NUMBER + text.length());
    try {
      return narrow(
          new BigInteger(text.endsWith("L") ? text.substring(0, text.length() - 1) : text));
    } catch (NumberFormatException e) {
      throw BrokenCheckpointException.damagedPickle("has an integer that is none");
    }
  }

  /** Reads a two's complement of so many bytes. */
  Object integer(long count) throws BrokenCheckpointException {
    if (count < 0 || count > MAX_INTEGER_BYTES) {
      throw BrokenCheckpointException.damagedPickle("has an integer of %d bytes".formatted(count));
    }
    byte[] littleEndian = bytes(count);
    byte[] bigEndian = new byte[littleEndian.length + 1];
    for (int i = 0; i < littleEndian.length; i++) {
      bigEndian[bigEndian.length - 1 - i] = littleEndian[i];
    }
    bigEndian[0] = (byte) (count > 0 && bigEndian[1] < 0 ? -1 : 0);
    return narrow(new BigInteger(bigEndian));
  }

  private static Object narrow(BigInteger integer) {
    return integer.bitLength() < Long.SIZE ? (Object) integer.longValue() : integer;
  }

  Double floatingPoint() throws BrokenCheckpointException {
    String text = line();
    try {
      return Double.valueOf(text);
    } catch (NumberFormatException e) {
      throw BrokenCheckpointException.damagedPickle("has a number that is none");
    }
  }

  String quoted() throws BrokenCheckpointException {
    String text = line();
    if (text.length() < 2
        || text.charAt(0) != text.charAt(text.length() - 1)
        || (text.charAt(0) != '\'' && text.charAt(0) != '"')) {
      throw BrokenCheckpointException.damagedPickle("has a string without its quotes");
    }
    return plain(text.substring(1, text.length() - 1));
  }

  String unescaped() throws BrokenCheckpointException {
    return plain(line());
  }

  /** Only Python 2 wrote text like this; names of weights need no escapes. */
  private static String plain(String text) throws BrokenCheckpointException {
    if (text.indexOf('\\') >= 0) {
      throw BrokenCheckpointException.unsupported(
          "has escaped text of an old pickle protocol; save it again with a recent PyTorch.");
    }
    return text;
  }

  /** Reads a line with the number of a value. */
  long index() throws BrokenCheckpointException {
    String text = line();
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw BrokenCheckpointException.damagedPickle(
          "numbers a value by something that is no number");
    }
  }

  String latin(long count) throws BrokenCheckpointException {
    return new String(bytes(count), ISO_8859_1);
  }

  String utf8(long count) throws BrokenCheckpointException {
    return new String(bytes(count), UTF_8);
  }

  byte[] bytes(long count) throws BrokenCheckpointException {
    int at = advance(count);
    // Twice again for the text that it may become.
    allowance.charge(Allowance.OBJECT + 4L * count);
    byte[] bytes = new byte[(int) count];
    in.get(at, bytes);
    return bytes;
  }

  String line() throws BrokenCheckpointException {
    for (int length = 0; length < Math.min(in.remaining(), MAX_LINE); length++) {
      if (in.get(in.position() + length) == '\n') {
        // Numbers are made of it, by way of several objects.
        allowance.charge(4L * Allowance.OBJECT);
        String line = utf8(length);
        advance(1);
        return line;
      }
    }
    throw BrokenCheckpointException.damagedPickle("has a line that does not end");
  }

  int u1() throws BrokenCheckpointException {
    return Byte.toUnsignedInt(in.get(advance(1)));
  }

  int u2() throws BrokenCheckpointException {
    return Short.toUnsignedInt(in.getShort(advance(2)));
  }

  long u4() throws BrokenCheckpointException {
    return Integer.toUnsignedLong(in.getInt(advance(4)));
  }

  long u8() throws BrokenCheckpointException {
    return in.getLong(advance(8));
  }

  /** Steps over bytes that must be there, and tells where they begin. */
  private int advance(long count) throws BrokenCheckpointException {
    int at = in.position();
    if (count < 0 || count > in.remaining()) {
      throw BrokenCheckpointException.damagedPickle(
          "ends at %d where %s bytes more are announced"
              .formatted(in.limit(), Long.toUnsignedString(count)));
    }
    in.position(at + (int) count);
    return at;
  }
}
