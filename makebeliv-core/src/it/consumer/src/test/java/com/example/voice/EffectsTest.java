package com.example.voice;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.makebeliv.effect.Effect;
import org.junit.jupiter.api.Test;

class EffectsTest {

  @Test
  void aTremoloIsAnEffectLikeAnyOther() {
    float[] samples = new float[48000];
    java.util.Arrays.fill(samples, 0.5f);
    Effect.Processor tremolo = new Effects.Tremolo(5, 0.5).open(48000, 1);
    tremolo.process(samples, 0, 10000, 0);
    tremolo.process(samples, 10000, 38000, 10000);
    for (int i = 0; i < samples.length; i++) {
      double expected = 0.5 * (0.75 - 0.25 * Math.sin(2 * Math.PI * 5 * i / 48000));
      assertEquals(expected, samples[i], 1e-6);
    }
    assertEquals(12, Effects.trembling().open(48000, 1).latency(), "the ceiling's");
  }
}
