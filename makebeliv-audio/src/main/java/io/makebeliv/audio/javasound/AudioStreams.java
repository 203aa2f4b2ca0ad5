package io.makebeliv.audio.javasound;

import io.makebeliv.VoiceConverter;
import io.makebeliv.VoiceSession;
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

  /**
   * Converts a recording while it is read, as {@link VoiceConverter#convert(AudioSource,
   * io.makebeliv.audio.AudioSink)} would: as long as the original, the delay taken out.
   *
   * <pre>{@code
   * AudioInputStream converted = AudioStreams.convert(AudioSystem.getAudioInputStream(file), converter);
   * }</pre>
   *
   * @param recording a stream of any format that {@link #source} takes; closing the converted one
   *     closes it
   * @param converter the voice; close it after the stream
   * @return a mono stream of signed 16-bit little-endian samples at the same sample rate, owned by
   *     the caller. It converts on the thread that reads it.
   * @throws AudioException if no decoder on the class path makes PCM of the stream's format
   * @throws IllegalArgumentException if the sample rate is not 8000 to 96000 Hz
   */
  public static AudioInputStream convert(AudioInputStream recording, VoiceConverter converter) {
    AudioFileSource source = source(recording);
    VoiceSession session = converter.openSession(source.sampleRate());
    return stream(ConvertedSource.wholeAndInTime(source, session));
  }

  /**
   * Converts a live stream while it is read: a microphone's, a call's. What is heard is late by
   * {@link VoiceSession#latency()}, and goes on by as much after the end of the stream. A read asks
   * the stream for no more than it was asked for itself, so read 10 ms at a time.
   *
   * @param live a stream of any format that {@link #source} takes; closing the converted one closes
   *     it
   * @param session the voice, at the stream's sample rate; the caller's, to control and to close.
   *     Once closed it gives silence. It decides where it converts: on the thread that reads, or on
   *     an executor.
   * @return a mono stream of signed 16-bit little-endian samples, owned by the caller
   * @throws AudioException if no decoder on the class path makes PCM of the stream's format
   * @throws IllegalArgumentException if the session has another sample rate
   */
  public static AudioInputStream convert(AudioInputStream live, VoiceSession session) {
    AudioFileSource source = source(live);
    if (source.sampleRate() != session.sampleRate()) {
      throw new IllegalArgumentException(
          "the session must run at the stream's rate of %d Hz, was opened for %d Hz"
              .formatted(source.sampleRate(), session.sampleRate()));
    }
    return stream(ConvertedSource.live(source, session));
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
