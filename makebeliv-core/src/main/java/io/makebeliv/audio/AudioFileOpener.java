package io.makebeliv.audio;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Opens kinds of audio files that core does not read itself. Found by {@link
 * java.util.ServiceLoader}: name the implementation in {@code
 * META-INF/services/io.makebeliv.audio.AudioFileOpener}.
 */
public interface AudioFileOpener {

  /**
   * Opens a file, if it is of a kind that this opener reads. Decides by the content, not by the
   * name, and leaves nothing open when it returns empty or throws.
   *
   * @param file an existing, readable, regular file
   * @return the open file, owned by the caller, or empty if it is of some other kind
   * @throws AudioException if the kind is known but the file is broken; the message names it
   */
  Optional<AudioFileSource> open(Path file);
}
