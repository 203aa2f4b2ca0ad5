package io.makebeliv.audio.javasound;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names as the drivers give them. */
class VirtualCablesTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CABLE Input (VB-Audio Virtual Cable)",
        "CABLE Output (VB-Audio Virtual Cable)",
        "CABLE In 16ch (VB-Audio Virtual Cable)",
        "CABLE-A Input (VB-Audio Cable A)",
        // The older interfaces of Windows cut names after 31 characters.
        "CABLE-B Output (VB-Audio Cable ",
        "Hi-Fi Cable Input (VB-Audio Hi-",
        "VoiceMeeter Input (VB-Audio Voi",
        "Voicemeeter Out B1 (VB-Audio Vo",
        "VoiceMeeter Aux Output (VB-Audi",
        "Line 1 (Virtual Audio Cable)",
        "Microphone (Virtual Audio Driver by MTT)",
        "Speakers (Steam Streaming Speak\nSpeakers (Steam Streaming Speakers)",
        "Microphone (Steam Streaming Microphone)",
        "BlackHole 2ch",
        "BlackHole 16ch",
        "Blackhole 64ch",
        "VB-Cable",
        "Soundflower (2ch)",
        "Soundflower (64ch)",
        "Loopback Audio",
        "Loopback Audio 2",
        "GroundControl",
        "iShowU Audio Capture",
        "Loopback [plughw:2,0]\nDirect Audio Device: Loopback, Loopback PCM, Loopback PCM",
        "Monitor of Built-in Audio Analog Stereo",
        "makebeliv.monitor",
        "alsa_output.pci-0000_00_1f.3.analog-stereo.monitor",
        "Null Output",
        "null sink",
        "Null Audio Output",
        "Remapped Source",
        "Remapped Monitor of Null Output\nRemapped Source",
        "Virtual Microphone",
        "virtual-source"
      })
  void virtualCablesAreRecognised(String name) {
    assertTrue(VirtualCables.recognise(name), name);
    assertTrue(VirtualCables.recognise("some device\n" + name), name);
    assertTrue(VirtualCables.recognise(name.toUpperCase(java.util.Locale.ROOT)), name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "default [default]\nDirect Audio Device: default, default, default",
        "PCH [plughw:0,0]\nDirect Audio Device: HDA Intel PCH, ALC257 Analog, ALC257 Analog",
        "Primary Sound Driver",
        "Primary Sound Capture Driver",
        "Microphone (Realtek High Definition Audio)",
        "Stereo Mix (Realtek(R) Audio)",
        "Speakers (7.1 Virtual Surround Gaming Headset)",
        "Microphone (USB Audio Cable)",
        "Line In (UA-25EX)",
        "Default Audio Device",
        "MacBook Pro Microphone",
        "Built-in Output",
        "HDMI [plughw:1,3]",
        "DELL U2720Q (NVIDIA High Definition Audio) monitor",
        "Studio Monitor Output",
        "WH-1000XM4"
      })
  void otherDevicesAreNot(String name) {
    assertFalse(VirtualCables.recognise(name), name);
  }
}
