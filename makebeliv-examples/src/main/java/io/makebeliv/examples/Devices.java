package io.makebeliv.examples;

import io.makebeliv.audio.AudioException;
import io.makebeliv.audio.CaptureDevice;
import io.makebeliv.audio.DuplexDevice;
import io.makebeliv.audio.PlaybackDevice;
import io.makebeliv.audio.jack.Jack;
import io.makebeliv.audio.javasound.AudioDevice;
import io.makebeliv.audio.javasound.AudioDevices;
import io.makebeliv.audio.javasound.Microphone;
import io.makebeliv.audio.javasound.Speaker;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where commands get devices from: this machine, or a test. */
interface Devices {

  /** What Java Sound knows. */
  List<AudioDevice> list();

  /**
   * Opens a device that records.
   *
   * @param name as people type it; null for the default device
   * @param sampleRate the rate to try first, Hz
   * @param buffer how much it holds; null for what suits the system
   * @throws AudioException if there is none, or it cannot be opened
   */
  CaptureDevice microphone(@Nullable String name, int sampleRate, @Nullable Duration buffer);

  /**
   * Opens a device that plays.
   *
   * @param name as people type it; null for the default device
   * @param buffer how much it holds; null for what suits the system
   * @throws AudioException if there is none, or it cannot be opened
   */
  PlaybackDevice speaker(@Nullable String name, @Nullable Duration buffer);

  /**
   * Connects to the JACK server.
   *
   * @throws AudioException if there is none, or what it takes is missing
   */
  DuplexDevice jack();

  /** The devices of this machine. */
  static Devices ofTheSystem() {
    return new OfThisMachine();
  }

  /** Java Sound and JACK. */
  final class OfThisMachine implements Devices {

    @Override
    public List<AudioDevice> list() {
      return AudioDevices.list();
    }

    @Override
    public CaptureDevice microphone(
        @Nullable String name, int sampleRate, @Nullable Duration buffer) {
      Microphone.Builder builder = Microphone.builder().sampleRate(sampleRate);
      if (name != null) {
        builder.device(name);
      }
      if (buffer != null) {
        builder.buffer(buffer);
      }
      return builder.open();
    }

    @Override
    public PlaybackDevice speaker(@Nullable String name, @Nullable Duration buffer) {
      Speaker.Builder builder = Speaker.builder();
      if (name != null) {
        builder.device(name);
      }
      if (buffer != null) {
        builder.buffer(buffer);
      }
      return builder.open();
    }

    @Override
    public DuplexDevice jack() {
      return Jack.open();
    }
  }
}
