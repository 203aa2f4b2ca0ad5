package io.makebeliv.examples.hosts;

import io.makebeliv.VoiceConverter;
import io.makebeliv.audio.PcmFormat;
import io.makebeliv.audio.SampleEncoding;
import io.makebeliv.host.HostVoice;
import java.nio.ByteOrder;

/** A filter in the chain of a music bot's player, for the voices in what it plays. */
public final class MusicBotFilter {

  private MusicBotFilter() {}

  /** Stands for {@code com.sedmelluq.discord.lavaplayer.filter.FloatPcmAudioFilter}. */
  interface FloatPcmAudioFilter {
    void process(float[][] input, int offset, int length) throws InterruptedException;
  }

  /** What a player's filter factory makes. */
  static final class VoiceFilter implements FloatPcmAudioFilter, AutoCloseable {

    final HostVoice voice;
    private final FloatPcmAudioFilter next;

    VoiceFilter(VoiceConverter converter, int sampleRate, int channels, FloatPcmAudioFilter next) {
      this.next = next;
      // hosts.md: filter
      PcmFormat track =
          new PcmFormat(sampleRate, channels, SampleEncoding.FLOAT_32, ByteOrder.nativeOrder());
      HostVoice voice = HostVoice.of(converter, track).onCallersThread();
      // hosts.md: end
      this.voice = voice;
    }

    @Override
    public void process(float[][] input, int offset, int length) throws InterruptedException {
      // hosts.md: filter
      voice.convert(input, offset, length); // in process
      next.process(input, offset, length);
      // hosts.md: end
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
        "music-bot-filter",
        "Plays Lavaplayer: an array of floats for each channel, of any length.",
        MusicBotFilter::play,
        args);
  }

  private static void play(Stage stage) throws InterruptedException {
    float[] left = stage.speech();
    float[][] track = {left, left.clone()};
    FloatPcmAudioFilter listener =
        (samples, offset, length) -> stage.hear(samples[0], offset, length);
    try (VoiceConverter converter = stage.converter();
        VoiceFilter filter = new VoiceFilter(converter, Stage.RATE, 2, listener)) {
      // Decoders give what a packet holds.
      int[] packets = {1152, 960, 2048, 1, 441};
      for (int at = 0, packet = 0; at < left.length; packet++) {
        int length = Math.min(packets[packet % packets.length], left.length - at);
        filter.process(track, at, length);
        at += length;
      }
      stage.report(filter.voice);
    }
  }
}
