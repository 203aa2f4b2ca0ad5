package io.makebeliv.audio.testbed;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * What has to be installed for a test. On a developer's machine a test without it is skipped; where
 * the environment says {@code MAKEBELIV_AUDIO_SERVERS=required}, as in CI, it fails.
 */
public final class Programs {

  private static final String PACKAGES =
      "pulseaudio pulseaudio-utils libasound2-plugins jackd2 libjack-jackd2-0 alsa-utils";

  private Programs() {}

  /**
   * Skips or fails the test unless all of these are there.
   *
   * @param names programs on the PATH, or shared libraries ({@code *.so*}) of the system
   */
  public static void require(String... names) {
    List<String> missing = Arrays.stream(names).filter(name -> !exists(name)).toList();
    if (missing.isEmpty()) {
      return;
    }
    String reason =
        "%s missing; on Debian and Ubuntu: apt-get install %s"
            .formatted(String.join(", ", missing), PACKAGES);
    if ("required".equals(System.getenv("MAKEBELIV_AUDIO_SERVERS"))) {
      throw new AssertionError(reason);
    }
    Assumptions.abort(reason);
  }

  private static boolean exists(String name) {
    return name.contains(".so") ? library(name) : program(name);
  }

  private static boolean program(String name) {
    String path = System.getenv("PATH");
    return path != null
        && Arrays.stream(path.split(":", -1))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
  }

  private static boolean library(String name) {
    String machine = "amd64".equals(System.getProperty("os.arch")) ? "x86_64" : "aarch64";
    return Stream.of("/usr/lib/" + machine + "-linux-gnu", "/usr/lib64", "/usr/lib")
        .flatMap(folder -> Stream.of(Path.of(folder, name), Path.of(folder, "alsa-lib", name)))
        .anyMatch(Files::exists);
  }
}
