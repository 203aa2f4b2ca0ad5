package io.makebeliv.audio.javasound;

import io.makebeliv.audio.AudioException;
import io.makebeliv.audio.AudioFileSource;
import io.makebeliv.audio.AudioSource;
import io.makebeliv.audio.SampleEncoding;
import java.util.OptionalLong;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;

/** Turns Java Sound's streams into sources, and sources into Java Sound's streams. */
public final class AudioStreams {

  private AudioStreams() {}

  /**
   * Reads a Java Sound stream as a source. Any number of channels is mixed down to its mean; linear
   * samples are taken exactly as they are, others (A-law, MPEG, FLAC and so on) are decoded by
   * whatever {@link AudioSystem} finds for them. The source closes the stream.
   *
   * @param stream a stream of any format that can become PCM
   * @return the source, owned by the caller; its length is the stream's where the stream is linear,
   *     A-law or mu-law, and unknown otherwise
   * @throws AudioException if no decoder on the class path makes PCM of the stream's format
   */
  public static AudioFileSource source(AudioInputStream stream) {
    return Decoders.open(stream, Long.MAX_VALUE, "the audio stream");
  }

  /**
   * Shows a source as a mono Java Sound stream of signed 16-bit little-endian samples: what every
   * line plays and every file format stores.
   *
   * @param source the source; closing the stream closes it
   * @return the stream, owned by the caller
   */
  public static AudioInputStream stream(AudioSource source) {
    return stream(source, SampleEncoding.PCM_16);
  }

  /**
   * Shows a source as a mono Java Sound stream of little-endian samples. Other formats, more
   * channels for example, are {@link AudioSystem#getAudioInputStream(AudioFormat,
   * AudioInputStream)}'s to make of it.
   *
   * @param source the source; closing the stream closes it. Its faults come out of the stream's
   *     methods as {@link java.io.IOException}s.
   * @param encoding how the samples are to be stored
   * @return the stream, owned by the caller
   */
  public static AudioInputStream stream(AudioSource source, SampleEncoding encoding) {
    OptionalLong length = source.length();
    return new AudioInputStream(
        new SourceStream(source, encoding),
        format(source.sampleRate(), encoding),
        length.orElse(AudioSystem.NOT_SPECIFIED));
  }

  private static AudioFormat format(int sampleRate, SampleEncoding encoding) {
    AudioFormat.Encoding name =
        switch (encoding) {
          case PCM_8 -> AudioFormat.Encoding.PCM_UNSIGNED;
          case PCM_16, PCM_24, PCM_32 -> AudioFormat.Encoding.PCM_SIGNED;
          case FLOAT_32, FLOAT_64 -> AudioFormat.Encoding.PCM_FLOAT;
        };
    int bytes = encoding.bytes();
    return new AudioFormat(name, sampleRate, 8 * bytes, 1, bytes, sampleRate, false);
  }
}
