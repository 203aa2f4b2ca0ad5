package io.makebeliv.audio;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What a WAV file says before its first sample. Layout: Microsoft and IBM's "Multimedia Programming
 * Interface and Data Specifications 1.0" for RIFF, EBU Tech 3306 and ITU-R BS.2088 for RF64 and
 * BW64. What a header claims is not believed where the file contradicts it.
 *
 * @param format how the samples are stored
 * @param dataBytes how many bytes of samples to read at most
 * @param measured whether there are exactly that many, or they may end earlier
 */
record WavHeader(WavFormat format, long dataBytes, boolean measured) {

  private static final long STREAMED = 0xFFFF_FFFFL;
  private static final Set<String> CONTAINERS = Set.of("RIFF", "RF64", "BW64");

  /** Says whether a file that begins like this is WAV, be it cut off right there. */
  static boolean begins(byte[] head) {
    return head.length >= 4
        && CONTAINERS.contains(id(head, 0))
        && (head.length < 12 || id(head, 8).equals("WAVE"));
  }

  /**
   * Reads up to the first sample.
   *
   * @param in a stream at its begin, which {@link #begins}
   * @param size how many bytes it has in all, if that is known
   * @throws BrokenWavException if there is no sensible header
   */
  static WavHeader read(BufferedInputStream in, OptionalLong size) throws IOException {
    return new Reader(in, size).read();
  }

  private static String id(byte[] bytes, int offset) {
    return new String(bytes, offset, 4, StandardCharsets.ISO_8859_1);
  }

  /** One pass over the chunks before the samples. */
  private static final class Reader {

    private final BufferedInputStream in;
    private final OptionalLong size;
    private long position;

    Reader(BufferedInputStream in, OptionalLong size) {
      this.in = in;
      this.size = size;
    }

    WavHeader read() throws IOException {
      boolean mayBeBig = !id(take(12), 0).equals("RIFF");
      long bigDataBytes = STREAMED;
      WavFormat format = null;
      while (true) {
        byte[] chunk = take(8);
        long length = length(chunk);
        long end = position + length;
        switch (id(chunk, 0)) {
          case "ds64" -> {
            if (length >= 16) {
              bigDataBytes = littleEndian(take(16)).getLong(8);
            }
          }
          case "fmt " ->
              format = WavFormat.read(littleEndian(take((int) Math.min(length, WavFormat.BYTES))));
          case "data" -> {
            if (format == null) {
              throw new BrokenWavException("has no format before its samples");
            }
            long declared = mayBeBig && length == STREAMED ? bigDataBytes : length;
            return new WavHeader(format, dataBytes(declared), size.isPresent());
          }
          default -> {}
        }
        skipTo(end);
        if (length % 2 == 1) {
          skipPadding();
        }
      }
    }

    /** Settles how many bytes of samples to read where the data chunk claims {@code declared}. */
    private long dataBytes(long declared) throws IOException {
      long rest = Math.max(0, size.orElse(Long.MAX_VALUE) - position);
      boolean untold =
          declared < 0 || declared == STREAMED || (declared == 0 && samplesFollow(rest));
      return untold ? rest : Math.min(declared, rest);
    }

    /**
     * Tells a file without samples, where another chunk follows or nothing, from one whose encoder
     * never came back to write the length.
     */
    private boolean samplesFollow(long rest) throws IOException {
      in.mark(8);
      byte[] next = in.readNBytes(8);
      in.reset();
      if (next.length < 8) {
        return next.length > 0;
      }
      boolean named = id(next, 0).chars().allMatch(c -> c >= ' ' && c <= '~');
      return !named || length(next) > rest - 8;
    }

    private byte[] take(int count) throws IOException {
      byte[] bytes = in.readNBytes(count);
      position += bytes.length;
      if (bytes.length < count) {
        throw cutOff();
      }
      return bytes;
    }

    private void skipTo(long target) throws IOException {
      if (target > size.orElse(Long.MAX_VALUE)) {
        throw cutOff();
      }
      in.skipNBytes(target - position);
      position = target;
    }

    /** Skips the byte that follows a chunk of odd length, unless the writer forgot it. */
    private void skipPadding() throws IOException {
      in.mark(1);
      if (in.read() < ' ') {
        position++;
      } else {
        in.reset();
      }
    }

    private static BrokenWavException cutOff() {
      return new BrokenWavException("ends before its first sample");
    }

    private static long length(byte[] chunk) {
      return Integer.toUnsignedLong(littleEndian(chunk).getInt(4));
    }

    private static ByteBuffer littleEndian(byte[] bytes) {
      return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
  }
}
