package io.makebeliv.pipeline;

import io.makebeliv.ambience.Ambience;
import io.makebeliv.effect.EffectChain;
import io.makebeliv.fluctuation.Fluctuation;
import java.util.List;

/**
 * What is done around a voice: before it is converted, and after.
 *
 * @param fluctuation how much the voice is to vary by itself
 * @param input done to the speaker's voice
 * @param effects done to the converted voice
 * @param ambience heard behind it, and where it is muted
 */
public record Finish(
    Fluctuation fluctuation, EffectChain input, EffectChain effects, Ambience ambience) {

  private static final int USUAL_RATE = 48_000;

  /**
   * Does nothing but let the voice vary.
   *
   * @param fluctuation how much
   * @return a finish without effects
   */
  public static Finish plain(Fluctuation fluctuation) {
    return new Finish(fluctuation, EffectChain.empty(), EffectChain.empty(), Ambience.none());
  }

  /**
   * Checks that the effects are not too late together. Opens them for that, at 48 kHz.
   *
   * @throws IllegalArgumentException if those before the voice, or those after it, are more than
   *     100 ms late
   */
  public void check() {
    for (EffectChain chain : List.of(input, effects)) {
      if (!chain.isEmpty()) {
        EffectRack.expectInTime(chain.open(USUAL_RATE, 0).latency(), USUAL_RATE);
      }
    }
  }

  /** The same with another fluctuation. */
  Finish with(Fluctuation other) {
    return new Finish(other, input, effects, ambience);
  }
}
