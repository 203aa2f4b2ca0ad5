package com.example.voice;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.makebeliv.VoiceConverter;
import java.io.File;
import org.junit.jupiter.api.Test;

class ChatPluginTest {

  @Test
  void convertsTheChatsOwnArray() throws Exception {
    Recording before = Recording.read(new File("src/test/resources/speech.wav"));
    short[] samples = new short[before.frames()];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (short) (32767 * before.samples()[i]);
    }
    try (VoiceConverter converter = VoiceConverter.builder().pitch(+4).build();
        ChatPlugin chat = new ChatPlugin(converter, before.sampleRate())) {
      chat.onMicrophone(samples);
      assertTrue(chat.latencyFrames() < before.sampleRate() / 20, "within 50 ms");
    }
    float[] floats = new float[samples.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = samples[i] / 32768f;
    }
    double higher = new Recording(before.sampleRate(), floats).medianF0() / before.medianF0();
    assertTrue(higher > 1.2 && higher < 1.32, "four semitones are 1.26, was " + higher);
  }
}
