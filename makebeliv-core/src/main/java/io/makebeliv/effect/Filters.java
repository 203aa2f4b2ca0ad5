package io.makebeliv.effect;

import io.makebeliv.dsp.Biquad;
import io.makebeliv.dsp.Cascade;
import java.util.List;

/** A stream through filters that stay as they are. */
final class Filters implements Effect.Processor {

  private final Cascade cascade;

  Filters(List<Biquad> filters) {
    cascade = new Cascade(filters);
  }

  @Override
  public void process(float[] samples, int offset, int frames, long position) {
    cascade.process(samples, offset, frames);
  }

  @Override
  public void reset() {
    cascade.reset();
  }
}
