package io.makebeliv.examples.hosts;

import io.makebeliv.VoiceConverter;
import io.makebeliv.audio.PcmFormat;
import io.makebeliv.audio.SampleEncoding;
import io.makebeliv.host.HostVoice;
import java.nio.ByteOrder;

/** A game's voice chat that hands a plug-in what the player's microphone heard. */
public final class GameVoiceChat {

  private static final int BLOCK = 960;

  private GameVoiceChat() {}

  /**
   * Stands for {@code de.maxhenkel.voicechat.api.events.ClientSoundEvent} of Simple Voice Chat: 20
   * ms of 48 kHz mono, or no sample at the end of a transmission.
   */
  interface ClientSoundEvent {
    short[] getRawAudio();

    void setRawAudio(short[] rawAudio);
  }

  /** What a plug-in registers for the event. */
  static final class Plugin implements AutoCloseable {

    final HostVoice voice;

    Plugin(VoiceConverter converter) {
      // hosts.md: game
      PcmFormat game = new PcmFormat(48_000, 1, SampleEncoding.PCM_16, ByteOrder.nativeOrder());
      HostVoice voice = HostVoice.of(converter, game).onCallersThread();
      // hosts.md: end
      this.voice = voice;
    }

    void onClientSound(ClientSoundEvent event) {
      // hosts.md: game
      short[] samples = event.getRawAudio(); // in the handler of ClientSoundEvent
      voice.convert(samples);
      event.setRawAudio(samples);
      // hosts.md: end
    }

    @Override
    public void close() {
      voice.close();
    }
  }

  /** The event as the game makes it. */
  private static final class SoundEvent implements ClientSoundEvent {

    private short[] audio;

    SoundEvent(short[] audio) {
      this.audio = audio;
    }

    @Override
    public short[] getRawAudio() {
      return audio;
    }

    @Override
    public void setRawAudio(short[] rawAudio) {
      audio = rawAudio;
    }
  }

  /**
   * Runs it.
   *
   * @param args see {@code --help}
   */
  public static void main(String... args) {
    System.exit(run(args));
  }

  static int run(String... args) {
    return Stage.run(
        "game-voice-chat",
        "Plays Simple Voice Chat: 960 shorts, in place.",
        GameVoiceChat::play,
        args);
  }

  private static void play(Stage stage) {
    float[] speech = stage.speech();
    try (VoiceConverter converter = stage.converter();
        Plugin plugin = new Plugin(converter)) {
      for (int at = 0; at + BLOCK <= speech.length; at += BLOCK) {
        short[] microphone = new short[BLOCK];
        for (int i = 0; i < BLOCK; i++) {
          microphone[i] = (short) Math.rint(32767 * speech[at + i]);
        }
        SoundEvent event = new SoundEvent(microphone);
        plugin.onClientSound(event);
        stage.hear(event.getRawAudio());
      }
      plugin.onClientSound(new SoundEvent(new short[0]));
      stage.report(plugin.voice);
    }
  }
}
