package com.example.voice;

import io.makebeliv.VoiceConverter;
import io.makebeliv.audio.PcmFormat;
import io.makebeliv.audio.SampleEncoding;
import io.makebeliv.host.HostVoice;
import java.nio.ByteOrder;

/** A voice in a chat's own buffers: 16-bit samples, in place. */
public final class ChatPlugin implements AutoCloseable {

  private final HostVoice voice;

  public ChatPlugin(VoiceConverter converter, int sampleRate) {
    PcmFormat chat = new PcmFormat(sampleRate, 1, SampleEncoding.PCM_16, ByteOrder.nativeOrder());
    voice = HostVoice.of(converter, chat).onCallersThread();
  }

  public void onMicrophone(short[] samples) {
    voice.convert(samples);
  }

  public int latencyFrames() {
    return voice.latency().totalFrames();
  }

  @Override
  public void close() {
    voice.close();
  }
}
