package io.makebeliv.audio.javasound;

import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.DataLine;
import javax.sound.sampled.LineUnavailableException;

/**
 * Where the lines of one device come from.
 *
 * @param <L> the kind of line
 */
interface LineProvider<L extends DataLine> {

  /** Returns what a person calls the device. */
  String name();

  /**
   * Opens a line, not yet started.
   *
   * @throws LineUnavailableException if the device is busy, gone, or dislikes the format
   * @throws IllegalArgumentException if it offers no such line
   * @throws io.makebeliv.audio.AudioException if there is no such device any more
   */
  L open(AudioFormat format, int bufferBytes) throws LineUnavailableException;
}
