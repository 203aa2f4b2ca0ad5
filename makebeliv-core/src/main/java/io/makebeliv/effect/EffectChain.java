package io.makebeliv.effect;

import io.makebeliv.dsp.Keys;
import java.util.List;

/**
 * Effects one behind the other. An empty chain changes no bit and costs nothing; the delay of a
 * chain is the sum of its effects' delays. A chain is an effect, so it may be part of another.
 *
 * @param effects in the order of the signal
 */
public record EffectChain(List<Effect> effects) implements Effect {

  private static final EffectChain EMPTY = new EffectChain(List.of());

  /**
   * Takes effects in their order.
   *
   * @param effects in the order of the signal
   */
  public EffectChain {
    effects = List.copyOf(effects);
  }

  /**
   * Returns the chain that does nothing.
   *
   * @return a chain without effects
   */
  public static EffectChain empty() {
    return EMPTY;
  }

  /**
   * Makes a chain of effects.
   *
   * @param effects in the order of the signal
   * @return the chain
   */
  public static EffectChain of(Effect... effects) {
    return new EffectChain(List.of(effects));
  }

  /**
   * Says whether the chain does nothing.
   *
   * @return true if there are no effects in it
   */
  public boolean isEmpty() {
    return effects.isEmpty();
  }

  /**
   * Opens the effects in their order. Each has a seed of its own, by its place.
   *
   * @throws IllegalArgumentException if an effect has a negative latency
   */
  @Override
  public Processor open(int sampleRate, long seed) {
    Processor[] processors = new Processor[effects.size()];
    int latency = 0;
    for (int i = 0; i < processors.length; i++) {
      processors[i] = effects.get(i).open(sampleRate, Keys.mix(seed + i));
      int late = processors[i].latency();
      if (late < 0) {
        throw new IllegalArgumentException(
            "effect %d of the chain (%s) says it is %d frames late; it must be 0 or more"
                .formatted(i + 1, effects.get(i), late));
      }
      latency += late;
    }
    return new Stream(processors, latency);
  }

  private static final class Stream implements Processor {

    private final Processor[] processors;
    private final int latency;

    Stream(Processor[] processors, int latency) {
      this.processors = processors;
      this.latency = latency;
    }

    @Override
    public void process(float[] samples, int offset, int frames, long position) {
      for (Processor processor : processors) {
        processor.process(samples, offset, frames, position);
      }
    }

    @Override
    public int latency() {
      return latency;
    }

    @Override
    public void reset() {
      for (Processor processor : processors) {
        processor.reset();
      }
    }
  }
}
