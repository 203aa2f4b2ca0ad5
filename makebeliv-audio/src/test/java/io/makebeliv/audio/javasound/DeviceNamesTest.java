package io.makebeliv.audio.javasound;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.makebeliv.audio.AudioException;
import io.makebeliv.audio.javasound.AudioDevice.Direction;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeviceNamesTest {

  private static final List<String> NAMES =
      List.of("default [default]", "USB [plughw:1,0]", "USB2 [plughw:2,0]", "usb", "Headset");

  private static int choose(String wanted) {
    return DeviceNames.choose(NAMES, Direction.CAPTURE, wanted);
  }

  private static String refusal(List<String> names, Direction direction, String wanted) {
    return String.valueOf(
        assertThrows(AudioException.class, () -> DeviceNames.choose(names, direction, wanted))
            .getMessage());
  }

  @Test
  void noNameMeansTheDefault() {
    assertEquals(0, DeviceNames.choose(NAMES, Direction.CAPTURE, null));
  }

  @Test
  void aWholeNameGoesBeforeAPart() {
    assertEquals(3, choose("USB"));
    assertEquals(1, choose("usb [PLUGHW:1,0]"));
    assertEquals(4, choose(" headset "));
  }

  @Test
  void aPartIsEnoughWhereOnlyOneNameHasIt() {
    assertEquals(2, choose("usb2"));
    assertEquals(4, choose("head"));
  }

  @Test
  void refusalsNameTheDevicesThereAre() {
    assertEquals(
        "More than one microphone has \"plughw\" in its name: \"USB [plughw:1,0]\", \"USB2 [plughw:2,0]\"; pass more of the one's name.",
        refusal(NAMES, Direction.CAPTURE, "plughw"));
    assertEquals(
        "There is no speaker called \"cable\", but there is \"a\", \"b\"; pass one of these names or a part of it, or none for the default.",
        refusal(List.of("a", "b"), Direction.PLAYBACK, "cable"));
    assertEquals(
        "There is no speaker called \"\", but there is \"a\"; pass one of these names or a part of it, or none for the default.",
        refusal(List.of("a"), Direction.PLAYBACK, ""));
    assertEquals(
        "Java Sound finds no microphone on this machine; plug one in or start the sound server, and on Linux install its ALSA plugin (libasound2-plugins or pipewire-alsa).",
        refusal(List.of(), Direction.CAPTURE, "any"));
  }
}
