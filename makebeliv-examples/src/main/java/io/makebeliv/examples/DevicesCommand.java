package io.makebeliv.examples;

import io.makebeliv.VoiceConversionException;
import io.makebeliv.audio.javasound.AudioDevice;
import io.makebeliv.audio.javasound.AudioDevice.Direction;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
    name = "devices",
    description = {
      "Lists the microphones and speakers that Java Sound knows.",
      "",
      "* is the default. A virtual cable is how another program comes to hear the converted voice:"
          + " play into one end, and choose the other as the microphone there. On Linux a sound"
          + " server is the one device 'default'; the environment variables PULSE_SOURCE and"
          + " PULSE_SINK choose among its own."
    },
    optionListHeading = "%n",
    footer = {"", "Example:", "  ./makebeliv devices"})
final class DevicesCommand implements Callable<Integer> {

  private static final int LONGEST_LIST = 4;

  private final Devices devices;

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  DevicesCommand(Devices devices) {
    this.devices = devices;
  }

  @Override
  public Integer call() {
    List<AudioDevice> all = devices.list();
    if (all.isEmpty()) {
      throw new VoiceConversionException(
          "Java Sound finds no audio device. Plug one in or start the sound server; on Linux"
              + " install its ALSA plugin as well (libasound2-plugins or pipewire-alsa).");
    }
    PrintWriter out = spec.commandLine().getOut();
    int width = all.stream().mapToInt(device -> device.name().length()).max().orElse(0);
    String row = "%-1s %-" + Math.max(4, width) + "s  %-26s  %-8s  %s%n";
    for (Direction direction : Direction.values()) {
      out.printf(
          row,
          "",
          direction == Direction.CAPTURE ? "MICROPHONES" : "SPEAKERS",
          "Hz",
          "channels",
          "");
      List<AudioDevice> some =
          all.stream().filter(device -> device.direction() == direction).toList();
      for (AudioDevice device : some) {
        out.printf(
            row,
            device.isDefault() ? "*" : "",
            device.name(),
            values(device.sampleRates()),
            values(device.channels()),
            device.virtualCable() ? "virtual cable" : "");
      }
      if (some.isEmpty()) {
        out.printf(row, "", "none", "", "", "");
      }
    }
    return 0;
  }

  /** A few values as they are, many as a range. */
  private static String values(List<Integer> values) {
    if (values.isEmpty()) {
      return "any";
    }
    return values.size() > LONGEST_LIST
        ? String.format(
            Locale.ROOT, "%d..%d (%d)", values.get(0), values.get(values.size() - 1), values.size())
        : values.stream().map(String::valueOf).collect(Collectors.joining(", "));
  }
}
