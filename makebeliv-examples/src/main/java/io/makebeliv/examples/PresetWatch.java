package io.makebeliv.examples;

import io.makebeliv.preset.Preset;
import io.makebeliv.preset.PresetException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Optional;

/** Notices that the file of a preset was saved again. Asked now and then, by one thread. */
final class PresetWatch {

  private static final FileTime NEVER = FileTime.fromMillis(0);

  private final Path file;
  private FileTime seen;

  PresetWatch(Path file) {
    this.file = file;
    seen = modified();
  }

  private FileTime modified() {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException e) {
      // Editors replace files; for a moment there is none.
      return NEVER;
    }
  }

  /**
   * Reads the preset if it was saved since it was read last.
   *
   * @return the preset, or empty if nothing changed
   * @throws PresetException if what was saved cannot be used
   */
  Optional<Preset> changed() {
    FileTime now = modified();
    if (now.equals(NEVER) || now.equals(seen)) {
      return Optional.empty();
    }
    seen = now;
    return Optional.of(Preset.load(file));
  }
}
