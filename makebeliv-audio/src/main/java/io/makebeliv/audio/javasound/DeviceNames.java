package io.makebeliv.audio.javasound;

import io.makebeliv.audio.AudioException;
import io.makebeliv.audio.javasound.AudioDevice.Direction;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Finds the device that a person means. */
final class DeviceNames {

  private DeviceNames() {}

  /**
   * Chooses by the whole name, then by a part that only one name has; letter case does not count.
   * Of several devices with the very same name, the first is meant.
   *
   * @param names the devices there are, the default first
   * @param wanted a name or a part of one; null for the default
   * @return an index into {@code names}
   * @throws AudioException if none is meant, or more than one
   */
  static int choose(List<String> names, Direction direction, @Nullable String wanted) {
    if (names.isEmpty()) {
      throw new AudioException(
          "Java Sound finds no %s on this machine; plug one in or start the sound server, and on Linux install its ALSA plugin (libasound2-plugins or pipewire-alsa)."
              .formatted(noun(direction)));
    }
    if (wanted == null) {
      return 0;
    }
    List<String> folded = names.stream().map(DeviceNames::fold).toList();
    String part = fold(wanted);
    int exact = folded.indexOf(part);
    if (exact >= 0) {
      return exact;
    }
    int[] matches =
        IntStream.range(0, names.size()).filter(i -> folded.get(i).contains(part)).toArray();
    if (matches.length == 1 && !part.isEmpty()) {
      return matches[0];
    }
    throw new AudioException(
        matches.length > 1
            ? "More than one %s has \"%s\" in its name: %s; pass more of the one's name."
                .formatted(
                    noun(direction),
                    wanted,
                    list(IntStream.of(matches).mapToObj(names::get).toList()))
            : "There is no %s called \"%s\", but there is %s; pass one of these names or a part of it, or none for the default."
                .formatted(noun(direction), wanted, list(names)));
  }

  static String noun(Direction direction) {
    return direction == Direction.CAPTURE ? "microphone" : "speaker";
  }

  private static String list(List<String> names) {
    return "\"" + String.join("\", \"", names) + "\"";
  }

  private static String fold(String name) {
    return name.strip().toLowerCase(Locale.ROOT);
  }
}
