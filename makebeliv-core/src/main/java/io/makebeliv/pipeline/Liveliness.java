package io.makebeliv.pipeline;

import io.makebeliv.dsp.BandSplit;
import io.makebeliv.effect.Effect;
import io.makebeliv.fluctuation.Fluctuation;
import io.makebeliv.fluctuation.FluctuationEngine;

/**
 * Lets the level and the five bands of a converted voice vary, sample by sample. What varies is a
 * factor: silence stays silence.
 */
final class Liveliness implements Effect.Processor {

  private static final int BLOCK = 256;
  private static final float NEPER_PER_DB = (float) (Math.log(10) / 20);

  private final FluctuationEngine engine;
  private final BandSplit split;
  private final float[] level = new float[BLOCK];
  private final float[][] extra = new float[BandSplit.BANDS][BLOCK];

  Liveliness(Fluctuation fluctuation, int sampleRate, long seed) {
    engine = new FluctuationEngine(fluctuation, sampleRate, seed);
    split = new BandSplit(sampleRate);
  }

  /** Whether there is nothing here to vary. */
  static boolean isStill(Fluctuation fluctuation) {
    return fluctuation.level().deviation() == 0 && fluctuation.eq().deviation() == 0;
  }

  @Override
  public void process(float[] samples, int offset, int frames, long position) {
    for (int done = 0; done < frames; ) {
      int count = Math.min(BLOCK, frames - done);
      vary(samples, offset + done, count, position + done);
      done += count;
    }
  }

  private void vary(float[] samples, int offset, int count, long position) {
    engine.level(position, level, 0, count);
    for (int band = 0; band < extra.length; band++) {
      engine.band(band, position, extra[band], 0, count);
      for (int i = 0; i < count; i++) {
        extra[band][i] = factor(extra[band][i]) - 1;
      }
    }
    for (int i = 0; i < count; i++) {
      double weighed = split.weigh(samples[offset + i], extra, i);
      samples[offset + i] = (float) weighed * factor(level[i]);
    }
  }

  /** Of a few dB at most: the series of the exponential, to a thousandth of a dB. */
  private static float factor(float db) {
    float x = db * NEPER_PER_DB;
    return 1 + x * (1 + x * (0.5f + x * (1 / 6f + x * (1 / 24f))));
  }

  @Override
  public void reset() {
    split.reset();
  }
}
