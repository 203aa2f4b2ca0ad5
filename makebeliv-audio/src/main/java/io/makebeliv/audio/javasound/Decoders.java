package io.makebeliv.audio.javasound;

import io.makebeliv.audio.AudioException;
import io.makebeliv.audio.PcmFormat;
import io.makebeliv.audio.PcmSource;
import io.makebeliv.audio.SampleEncoding;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioFormat.Encoding;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;

/** Finds the way from a Java Sound stream of any format to samples. */
final class Decoders {

  private static final Set<Encoding> LINEAR =
      Set.of(Encoding.PCM_SIGNED, Encoding.PCM_UNSIGNED, Encoding.PCM_FLOAT);
  private static final Set<Encoding> COMPANDED = Set.of(Encoding.ALAW, Encoding.ULAW);

  private Decoders() {}

  /**
   * Opens a stream.
   *
   * @param stream closed with the source
   * @param size how many bytes the frames can have at most
   * @param name what to call it in errors
   * @throws AudioException if there is no way to samples
   */
  static PcmSource open(AudioInputStream stream, long size, String name) {
    AudioFormat format = stream.getFormat();
    AudioInputStream linear = LINEAR.contains(format.getEncoding()) ? stream : decode(stream, name);
    return new PcmSource(
        new DecoderStream(linear), shape(linear.getFormat(), name), length(stream, size), name);
  }

  private static AudioInputStream decode(AudioInputStream stream, String name) {
    AudioFormat format = stream.getFormat();
    // Those that store more than 16 bits are asked for them; A-law, which stores 8, means 14.
    return IntStream.of(format.getSampleSizeInBits(), 16)
        .filter(bits -> bits == 24 || bits == 32 || bits == 16)
        .mapToObj(bits -> linear(format, bits))
        .filter(target -> AudioSystem.isConversionSupported(target, format))
        .findFirst()
        .map(target -> AudioSystem.getAudioInputStream(target, stream))
        .orElseThrow(
            () ->
                new AudioException(
                    "No decoder on the class path makes PCM of %s, which is %s; add a Java Sound decoder jar for it."
                        .formatted(name, format)));
  }

  private static AudioFormat linear(AudioFormat format, int bits) {
    int channels = format.getChannels();
    float rate = format.getSampleRate();
    return new AudioFormat(
        Encoding.PCM_SIGNED, rate, bits, channels, channels * bits / 8, rate, false);
  }

  private static PcmFormat shape(AudioFormat format, String name) {
    ByteOrder order = format.isBigEndian() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    Optional<SampleEncoding> encoding = encoding(format);
    int sampleRate = Math.round(format.getSampleRate());
    int channels = format.getChannels();
    if (encoding.isEmpty()
        || sampleRate < 1
        || sampleRate > PcmFormat.MAX_SAMPLE_RATE
        || channels > PcmFormat.MAX_CHANNELS) {
      throw new AudioException(
          "%s has the format %s; expected 1 to %d channels of PCM at 1 to %d Hz."
              .formatted(name, format, PcmFormat.MAX_CHANNELS, PcmFormat.MAX_SAMPLE_RATE));
    }
    return new PcmFormat(sampleRate, channels, encoding.get(), order);
  }

  /** Goes by the container: fewer bits are left-justified in it. */
  private static Optional<SampleEncoding> encoding(AudioFormat format) {
    int channels = format.getChannels();
    int frameBytes = format.getFrameSize();
    if (channels < 1 || frameBytes % channels != 0) {
      return Optional.empty();
    }
    boolean isFloat = format.getEncoding().equals(Encoding.PCM_FLOAT);
    return Optional.ofNullable(
        switch (frameBytes / channels) {
          case 1 -> isFloat ? null : SampleEncoding.PCM_8;
          case 2 -> isFloat ? null : SampleEncoding.PCM_16;
          case 3 -> isFloat ? null : SampleEncoding.PCM_24;
          case 4 -> isFloat ? SampleEncoding.FLOAT_32 : SampleEncoding.PCM_32;
          case 8 -> isFloat ? SampleEncoding.FLOAT_64 : null;
          default -> null;
        });
  }

  /** Believes only the lengths of formats whose frames have a size, and that fit into the file. */
  private static OptionalLong length(AudioInputStream stream, long size) {
    Encoding encoding = stream.getFormat().getEncoding();
    long frames = stream.getFrameLength();
    boolean counted = LINEAR.contains(encoding) || COMPANDED.contains(encoding);
    return counted && frames >= 0 && frames <= size / stream.getFormat().getFrameSize()
        ? OptionalLong.of(frames)
        : OptionalLong.empty();
  }
}
