package io.makebeliv.examples.hosts;

import io.makebeliv.VoiceConverter;
import io.makebeliv.audio.PcmFormat;
import io.makebeliv.audio.SampleEncoding;
import io.makebeliv.host.HostVoice;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A bridge between two calls, in real time, with the conversion on a thread of its own: the way for
 * voices whose models are slow.
 */
public final class WebRtcBridge {

  private static final int BLOCK = 480;

  private WebRtcBridge() {}

  /** Stands for {@code dev.onvoid.webrtc.media.audio.AudioTrackSink}: called every 10 ms. */
  interface AudioTrackSink {
    void onData(byte[] data, int bitsPerSample, int sampleRate, int channels, int frames);
  }

  /** Stands for {@code dev.onvoid.webrtc.media.audio.CustomAudioSource}. */
  interface CustomAudioSource {
    void pushAudio(byte[] data, int bitsPerSample, int sampleRate, int channels, int frames);
  }

  /** What an application adds to the incoming track. */
  static final class Bridge implements AudioTrackSink, AutoCloseable {

    final HostVoice voice;
    private final CustomAudioSource source;

    Bridge(VoiceConverter converter, CustomAudioSource source) {
      this.source = source;
      // hosts.md: webrtc
      PcmFormat call = new PcmFormat(48_000, 1, SampleEncoding.PCM_16, ByteOrder.LITTLE_ENDIAN);
      HostVoice voice = HostVoice.of(converter, call).onOwnThread(480);
      // hosts.md: end
      this.voice = voice;
    }

    @Override
    public void onData(byte[] data, int bits, int rate, int channels, int frames) {
      // hosts.md: webrtc
      voice.convert(data, bits, rate, channels, frames); // in onData
      source.pushAudio(data, bits, rate, channels, frames);
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
        "webrtc-bridge",
        "Plays WebRTC in real time: 10 ms of little-endian bytes, converted on another thread.",
        WebRtcBridge::play,
        args);
  }

  private static void play(Stage stage) {
    PcmFormat call = new PcmFormat(48_000, 1, SampleEncoding.PCM_16, ByteOrder.LITTLE_ENDIAN);
    byte[] spoken = stage.speech(call);
    CustomAudioSource listener =
        (data, bits, rate, channels, frames) ->
            stage.hear(ByteBuffer.wrap(data, 0, frames * channels * bits / 8), call);
    try (VoiceConverter converter = stage.converter();
        Bridge bridge = new Bridge(converter, listener)) {
      long start = System.nanoTime();
      for (int at = 0; at + 2 * BLOCK <= spoken.length; at += 2 * BLOCK) {
        Stage.await(start, at / 2);
        bridge.onData(Arrays.copyOfRange(spoken, at, at + 2 * BLOCK), 16, 48_000, 1, BLOCK);
      }
      stage.report(bridge.voice);
    }
  }
}
