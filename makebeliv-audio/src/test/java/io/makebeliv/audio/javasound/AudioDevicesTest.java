package io.makebeliv.audio.javasound;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.makebeliv.audio.javasound.AudioDevice.Direction;
import java.util.List;
import java.util.stream.Stream;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioSystem;
import org.junit.jupiter.api.Test;

class AudioDevicesTest {

  @Test
  void valuesAreAscendingAndDifferent() {
    List<AudioFormat> formats =
        Stream.of(96_000, 44_100, 96_000).map(rate -> PcmBlock.format(rate, 2)).toList();
    assertEquals(
        List.of(44_100, 96_000), AudioDevices.values(formats, f -> (int) f.getSampleRate()));
    assertEquals(List.of(2), AudioDevices.values(formats, AudioFormat::getChannels));
  }

  @Test
  void anyValueIsNoList() {
    List<AudioFormat> formats =
        Stream.of(44_100, AudioSystem.NOT_SPECIFIED).map(rate -> PcmBlock.format(rate, 1)).toList();
    assertEquals(List.of(), AudioDevices.values(formats, f -> (int) f.getSampleRate()));
  }

  @Test
  void everyDirectionHasOneDefaultAtMost() {
    for (Direction direction : Direction.values()) {
      List<AudioDevice> devices =
          AudioDevices.list().stream().filter(d -> d.direction() == direction).toList();
      assertEquals(
          Math.min(1, devices.size()), devices.stream().filter(AudioDevice::isDefault).count());
    }
  }
}
