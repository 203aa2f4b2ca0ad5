package io.makebeliv.examples;

import io.makebeliv.preset.Preset;
import io.makebeliv.preset.PresetException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * Notices that the file of a preset was saved again. Asked now and then, by one thread. It compares
 * what the file says: a file system's clock may tick too slowly for two saves.
 */
final class PresetWatch {

  /** Larger files are no presets, which loading them says. */
  private static final int MOST_BYTES = (1 << 20) + 1;

  private static final byte[] NOTHING = {};

  private final Path file;
  private byte[] seen;

  PresetWatch(Path file) {
    this.file = file;
    seen = content();
  }

  private byte[] content() {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(MOST_BYTES);
    } catch (IOException e) {
      // Editors replace files; for a moment there is none.
      return NOTHING;
    }
  }

  /**
   * Reads the preset if it says something else than when it was read last.
   *
   * @return the preset, or empty if nothing changed
   * @throws PresetException if what was saved cannot be used
   */
  Optional<Preset> changed() {
    byte[] now = content();
    // Editors also empty a file before they write it.
    if (now.length == 0 || Arrays.equals(now, seen)) {
      return Optional.empty();
    }
    // Before it is loaded: what is saved meanwhile is found the next time.
    seen = now;
    return Optional.of(Preset.load(file));
  }
}
