package io.makebeliv.examples.hosts;

import io.makebeliv.VoiceConverter;
import io.makebeliv.audio.PcmFormat;
import io.makebeliv.audio.SampleEncoding;
import io.makebeliv.host.HostVoice;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** A bot in a Discord channel that says again, in another voice, what a user says. */
public final class DiscordBot {

  private static final int BLOCK_BYTES = 3840;

  private DiscordBot() {}

  /** Stands for {@code net.dv8tion.jda.api.audio.UserAudio}: 20 ms of one user. */
  interface UserAudio {
    byte[] getAudioData(double volume);
  }

  /** Stands for {@code net.dv8tion.jda.api.audio.AudioReceiveHandler}. */
  interface AudioReceiveHandler {
    boolean canReceiveUser();

    void handleUserAudio(UserAudio audio);
  }

  /** Stands for {@code net.dv8tion.jda.api.audio.AudioSendHandler}. */
  interface AudioSendHandler {
    boolean canProvide();

    @Nullable ByteBuffer provide20MsAudio();

    boolean isOpus();
  }

  /** What a bot sets as both handlers. */
  static final class VoiceChanger implements AudioReceiveHandler, AudioSendHandler, AutoCloseable {

    final HostVoice voice;
    private final Queue<ByteBuffer> toSend = new ConcurrentLinkedQueue<>();

    VoiceChanger(VoiceConverter converter) {
      // hosts.md: discord
      PcmFormat discord = new PcmFormat(48_000, 2, SampleEncoding.PCM_16, ByteOrder.BIG_ENDIAN);
      HostVoice voice = HostVoice.of(converter, discord).onCallersThread();
      // hosts.md: end
      this.voice = voice;
    }

    @Override
    public boolean canReceiveUser() {
      return true;
    }

    @Override
    public void handleUserAudio(UserAudio audio) {
      // hosts.md: discord
      byte[] samples = audio.getAudioData(1.0); // in handleUserAudio
      voice.convert(samples, 0, samples.length);
      toSend.add(ByteBuffer.wrap(samples)); // provide20MsAudio() polls it
      // hosts.md: end
    }

    @Override
    public boolean canProvide() {
      return !toSend.isEmpty();
    }

    @Override
    public @Nullable ByteBuffer provide20MsAudio() {
      return toSend.poll();
    }

    @Override
    public boolean isOpus() {
      return false;
    }

    @Override
    public void close() {
      voice.close();
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
        "discord-bot",
        "Plays Discord (JDA): 20 ms of big-endian stereo bytes.",
        DiscordBot::play,
        args);
  }

  private static void play(Stage stage) {
    try (VoiceConverter converter = stage.converter();
        VoiceChanger bot = new VoiceChanger(converter)) {
      byte[] spoken = stage.speech(bot.voice.format());
      for (int at = 0; at + BLOCK_BYTES <= spoken.length; at += BLOCK_BYTES) {
        byte[] received = Arrays.copyOfRange(spoken, at, at + BLOCK_BYTES);
        bot.handleUserAudio(volume -> received);
        ByteBuffer sent = bot.canProvide() ? bot.provide20MsAudio() : null;
        // JDA sends nothing else: with an array, from position to limit.
        if (sent != null && sent.hasArray()) {
          stage.hear(sent, bot.voice.format());
        }
      }
      stage.report(bot.voice);
    }
  }
}
