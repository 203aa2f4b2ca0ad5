package io.makebeliv.audio;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.UUID;

/**
 * Writes mono WAV. The header is written last, when the length is known; the space of a JUNK chunk
 * is kept for the 64-bit lengths of an RF64, as EBU Tech 3306 describes.
 */
final class WavSink implements AudioSink {

  /** The first RIFF size that does not fit: the greatest 32-bit number means "see elsewhere". */
  static final long RIFF_LIMIT = 0xFFFF_FFFFL;

  private static final int BLOCK_BYTES = 1 << 16;
  private static final int DS64_BYTES = 28;
  private static final int ELSEWHERE = -1;

  private final Path target;
  private final Path temporary;
  private final FileChannel channel;
  private final int sampleRate;
  private final SampleEncoding encoding;
  private final long riffLimit;
  private final ByteBuffer block = ByteBuffer.allocate(BLOCK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
  private long written;
  private boolean open = true;

  private WavSink(
      Path target,
      Path temporary,
      FileChannel channel,
      int sampleRate,
      SampleEncoding encoding,
      long riffLimit) {
    this.target = target;
    this.temporary = temporary;
    this.channel = channel;
    this.sampleRate = sampleRate;
    this.encoding = encoding;
    this.riffLimit = riffLimit;
    block.put(header());
  }

  /**
   * Does the work of {@link AudioFiles#create(Path, int, SampleEncoding)}.
   *
   * @param riffLimit the RIFF size from which on the file is an RF64
   */
  static WavSink create(Path target, int sampleRate, SampleEncoding encoding, long riffLimit) {
    PcmFormat.checkRange("sampleRate", sampleRate, PcmFormat.MAX_SAMPLE_RATE);
    try {
      // A link stays a link: what it points to is replaced.
      Path real = Files.exists(target) ? target.toRealPath() : target.toAbsolutePath();
      Path temporary = folder(target, real).resolve(".makebeliv-" + UUID.randomUUID() + ".part");
      // Not Files.createTempFile, which hides its files from everyone but their owner.
      FileChannel channel =
          FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      return new WavSink(real, temporary, channel, sampleRate, encoding, riffLimit);
    } catch (IOException e) {
      throw new AudioException(
          "Cannot write %s (%s); choose a folder where files can be written."
              .formatted(target, AudioFiles.reason(e)),
          e);
    }
  }

  private static Path folder(Path target, Path real) {
    if (Files.isDirectory(real)) {
      throw new AudioException(target + " is a folder; expected the name of a file to write.");
    }
    if (Files.exists(real) && !Files.isRegularFile(real)) {
      throw new AudioException(
          target + " is not a regular file, and cannot be replaced by one; choose another name.");
    }
    if (Files.exists(real) && !Files.isWritable(real)) {
      throw new AudioException(target + " is write-protected; choose another name.");
    }
    Path folder = real.getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new AudioException(
          "Cannot write " + target + ": there is no folder " + folder + "; create it first.");
    }
    return folder;
  }

  @Override
  public int sampleRate() {
    return sampleRate;
  }

  @Override
  public synchronized void write(float[] buffer, int offset, int frames) {
    Objects.checkFromIndexSize(offset, frames, buffer.length);
    checkOpen();
    try {
      for (int i = offset; i < offset + frames; i++) {
        if (block.remaining() < encoding.bytes()) {
          flush();
        }
        int index = block.position();
        encoding.encode(block, index, buffer[i]);
        block.position(index + encoding.bytes());
      }
      written += frames;
    } catch (IOException e) {
      throw abandoned(e);
    }
  }

  @Override
  public synchronized void end() {
    checkOpen();
    try {
      flush();
      if (written * encoding.bytes() % 2 == 1) {
        drain(ByteBuffer.allocate(1));
      }
      channel.position(0);
      drain(header());
      channel.close();
      moveIntoPlace();
      open = false;
    } catch (IOException e) {
      throw abandoned(e);
    }
  }

  @Override
  public synchronized void close() {
    if (open) {
      try {
        abandon();
      } catch (IOException e) {
        throw new AudioException(
            "Could not delete %s (%s); delete it by hand."
                .formatted(temporary, AudioFiles.reason(e)),
            e);
      }
    }
  }

  private void checkOpen() {
    if (!open) {
      throw new AudioException(target + " was closed already; nothing more can be written to it.");
    }
  }

  private void flush() throws IOException {
    drain(block.flip());
    block.clear();
  }

  private void drain(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  private void moveIntoPlace() throws IOException {
    try {
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(temporary, target, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private AudioException abandoned(IOException e) {
    AudioException failure =
        new AudioException(
            "Could not write %s (%s); what was there before is unchanged."
                .formatted(target, AudioFiles.reason(e)),
            e);
    try {
      abandon();
    } catch (IOException leftover) {
      failure.addSuppressed(leftover);
    }
    return failure;
  }

  private void abandon() throws IOException {
    open = false;
    channel.close();
    Files.deleteIfExists(temporary);
  }

  /** The header for what was written so far, ready to be put in front of it. */
  private ByteBuffer header() {
    boolean isFloat = encoding.isFloat();
    int formatBytes = isFloat ? 18 : 16;
    int headerBytes = 12 + 8 + DS64_BYTES + 8 + formatBytes + (isFloat ? 12 : 0) + 8;
    long dataBytes = written * encoding.bytes();
    long riffBytes = headerBytes - 8 + dataBytes + dataBytes % 2;
    boolean big = riffBytes >= riffLimit;

    ByteBuffer header = ByteBuffer.allocate(headerBytes).order(ByteOrder.LITTLE_ENDIAN);
    header.put(ascii(big ? "RF64" : "RIFF")).putInt(big ? ELSEWHERE : (int) riffBytes);
    header.put(ascii("WAVE"));

    header.put(ascii(big ? "ds64" : "JUNK")).putInt(DS64_BYTES);
    if (big) {
      header.putLong(riffBytes).putLong(dataBytes).putLong(written).putInt(0);
    } else {
      header.position(header.position() + DS64_BYTES);
    }

    header.put(ascii("fmt ")).putInt(formatBytes);
    header.putShort((short) (isFloat ? WavFormat.FLOAT : WavFormat.PCM)).putShort((short) 1);
    header.putInt(sampleRate).putInt(sampleRate * encoding.bytes());
    header.putShort((short) encoding.bytes()).putShort((short) (encoding.bytes() * 8));
    if (isFloat) {
      header.putShort((short) 0);
      header.put(ascii("fact")).putInt(4).putInt(big ? ELSEWHERE : (int) written);
    }

    header.put(ascii("data")).putInt(big ? ELSEWHERE : (int) dataBytes);
    return header.flip();
  }

  private static byte[] ascii(String id) {
    return id.getBytes(StandardCharsets.US_ASCII);
  }
}
