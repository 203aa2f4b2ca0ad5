package io.makebeliv.audio;

/**
 * An open audio file: a source that also tells how the file stores its samples. Files of several
 * channels are mixed down to their mean while they are read.
 */
public interface AudioFileSource extends AudioSource {

  /**
   * Returns how the file stores its samples, so that a copy can be stored likewise.
   *
   * @return the encoding; for a compressed file, the one it decompresses to
   */
  SampleEncoding encoding();

  /**
   * Returns how many channels the file has.
   *
   * @return the count before the mix, at least 1
   */
  int channels();
}
