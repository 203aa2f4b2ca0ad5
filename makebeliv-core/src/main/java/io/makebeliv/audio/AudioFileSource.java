package io.makebeliv.audio;

/**
 * An open audio file or stream of bytes: a source that also tells how the samples are stored there.
 * Several channels are mixed down to their mean while they are read.
 */
public interface AudioFileSource extends AudioSource {

  /**
   * Returns how the samples are stored, so that a copy can be stored likewise.
   *
   * @return the encoding; for compressed audio, the one it decompresses to
   */
  SampleEncoding encoding();

  /**
   * Returns how many channels are mixed.
   *
   * @return the count, at least 1
   */
  int channels();
}
