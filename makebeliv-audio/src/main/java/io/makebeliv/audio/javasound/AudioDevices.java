package io.makebeliv.audio.javasound;

import io.makebeliv.audio.AudioException;
import io.makebeliv.audio.javasound.AudioDevice.Direction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.DataLine;
import javax.sound.sampled.Line;
import javax.sound.sampled.Mixer;
import javax.sound.sampled.SourceDataLine;
import javax.sound.sampled.TargetDataLine;
import org.jspecify.annotations.Nullable;

/**
 * The devices that Java Sound knows.
 *
 * <p>Java Sound asks the system for its devices at most once a minute, so that one just plugged in
 * may take that long to appear. On Linux it knows the ALSA device {@code default} and the sound
 * cards themselves, but neither other names of an ALSA configuration nor the sinks and sources of a
 * sound server: those are reached through {@code default}, as {@code docs/virtual-microphone.md}
 * tells.
 */
public final class AudioDevices {

  private AudioDevices() {}

  /**
   * Lists what can be opened, capture devices first, each direction's default first in it. May take
   * some milliseconds, since it asks the system.
   *
   * @return the devices; empty where Java Sound finds none, as on a machine without a sound card
   */
  public static List<AudioDevice> list() {
    List<AudioDevice> devices = new ArrayList<>();
    for (Direction direction : Direction.values()) {
      boolean isDefault = true;
      for (Mixer mixer : mixers(direction)) {
        devices.add(describe(mixer, direction, isDefault));
        isDefault = false;
      }
    }
    return devices;
  }

  /**
   * Finds a device by name.
   *
   * @param name as {@link DeviceNames} takes it; null for the default device
   * @throws AudioException if there is none, or more than one
   */
  static Mixer find(Direction direction, @Nullable String name) {
    List<Mixer> mixers = mixers(direction);
    List<String> names = mixers.stream().map(m -> m.getMixerInfo().getName()).toList();
    return mixers.get(DeviceNames.choose(names, direction, name));
  }

  static Class<? extends DataLine> lineClass(Direction direction) {
    return direction == Direction.CAPTURE ? TargetDataLine.class : SourceDataLine.class;
  }

  private static List<Mixer> mixers(Direction direction) {
    return Arrays.stream(AudioSystem.getMixerInfo())
        .map(AudioSystem::getMixer)
        .filter(mixer -> lines(mixer, direction).findAny().isPresent())
        .toList();
  }

  private static Stream<DataLine.Info> lines(Mixer mixer, Direction direction) {
    Line.Info[] infos =
        direction == Direction.CAPTURE ? mixer.getTargetLineInfo() : mixer.getSourceLineInfo();
    return Arrays.stream(infos)
        .filter(info -> info.getLineClass() == lineClass(direction))
        .filter(DataLine.Info.class::isInstance)
        .map(DataLine.Info.class::cast);
  }

  private static AudioDevice describe(Mixer mixer, Direction direction, boolean isDefault) {
    Mixer.Info info = mixer.getMixerInfo();
    List<AudioFormat> formats =
        lines(mixer, direction)
            .flatMap(line -> Arrays.stream(line.getFormats()))
            .filter(format -> format.getSampleSizeInBits() == 16)
            .toList();
    return new AudioDevice(
        info.getName(),
        info.getDescription(),
        direction,
        isDefault,
        values(formats, format -> Math.round(format.getSampleRate())),
        values(formats, AudioFormat::getChannels),
        VirtualCables.recognise(info.getName() + "\n" + info.getDescription()));
  }

  /** Returns the different values, ascending, or none if one of them stands for any. */
  static List<Integer> values(List<AudioFormat> formats, ToIntFunction<AudioFormat> property) {
    List<Integer> values = formats.stream().mapToInt(property).distinct().sorted().boxed().toList();
    return values.contains(AudioSystem.NOT_SPECIFIED) ? List.of() : values;
  }
}
