package com.example.voice;

import io.makebeliv.effect.Ceiling;
import io.makebeliv.effect.Compressor;
import io.makebeliv.effect.Effect;
import io.makebeliv.effect.EffectChain;
import io.makebeliv.effect.HighPass;

/**
 * An effect of the application's own. The lines between the markers stand in makebeliv's README.
 */
public final class Effects {

  private Effects() {}

  // The README's lines begin here.
  record Tremolo(double hertz, double depth) implements Effect {

    @Override
    public Processor open(int sampleRate, long seed) {
      double perFrame = 2 * Math.PI * hertz / sampleRate;
      return (samples, offset, frames, position) -> {
        for (int i = 0; i < frames; i++) {
          samples[offset + i] *= 1 - depth * (0.5 + 0.5 * Math.sin(perFrame * (position + i)));
        }
      };
    }
  }

  // The README's lines end here.

  public static EffectChain trembling() {
    return EffectChain.of(
        HighPass.rumble(), Compressor.voice(), new Tremolo(5, 0.5), Ceiling.gentle());
  }
}
