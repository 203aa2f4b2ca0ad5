package io.makebeliv.audio.testbed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * An ALSA device {@code default} that records {@code in.raw} and plays into {@code out.raw}, far
 * faster than real time and exactly. When {@code in.raw} is at its end, its last block repeats.
 */
public final class AlsaFiles {

  private static final String CONFIGURATION =
      """
      </usr/share/alsa/alsa.conf>
      pcm.!default {
        type file
        slave.pcm "null"
        infile "%1$s/in.raw"
        file "%1$s/out.raw"
        format "raw"
      }
      """;

  private final Path folder;

  private AlsaFiles(Path folder) {
    this.folder = folder;
  }

  /** Prepares the device, or skips the test where ALSA is missing. */
  public static AlsaFiles in(Path folder) throws IOException {
    Programs.require("libasound.so.2");
    Files.writeString(folder.resolve("alsa.conf"), CONFIGURATION.formatted(folder));
    return new AlsaFiles(folder);
  }

  public Path input() {
    return folder.resolve("in.raw");
  }

  public Path output() {
    return folder.resolve("out.raw");
  }

  /** Returns what a process needs to find the device. */
  public Map<String, String> environment() {
    return Map.of(
        "ALSA_CONFIG_PATH", folder.resolve("alsa.conf").toString(),
        "HOME", folder.toString(),
        // The system's own configuration asks for a sound server, which is not to be found.
        "XDG_RUNTIME_DIR", folder.toString(),
        "PULSE_SERVER", "unix:" + folder.resolve("none"));
  }
}
