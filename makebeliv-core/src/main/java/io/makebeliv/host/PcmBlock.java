package io.makebeliv.host;

import io.makebeliv.audio.PcmFormat;
import java.nio.ByteBuffer;
import java.nio.ShortBuffer;

/**
 * Where PCM is decoded and encoded: in one array of one byte order, whatever buffer the host has.
 * Copying to and from it is cheaper than meeting each kind of buffer in the codec.
 */
final class PcmBlock {

  /** How many frames it holds. */
  static final int FRAMES = 1024;

  private final PcmFormat format;
  private final ByteBuffer bytes;
  private final ShortBuffer shorts;

  PcmBlock(PcmFormat format) {
    this.format = format;
    bytes = ByteBuffer.allocate(FRAMES * format.frameBytes()).order(format.order());
    shorts = bytes.asShortBuffer();
  }

  int channels() {
    return format.channels();
  }

  int frameBytes() {
    return format.frameBytes();
  }

  byte silence() {
    return format.encoding().silence();
  }

  byte[] array() {
    return bytes.array();
  }

  ShortBuffer shorts() {
    return shorts;
  }

  void decode(float[] mono, int frames) {
    format.encoding().decodeMono(bytes, 0, format.channels(), mono, 0, frames);
  }

  void encode(float[] mono, int frames) {
    format.encoding().encodeMono(mono, 0, frames, bytes, 0, format.channels());
  }
}
