package io.makebeliv.pitchshift;

import io.makebeliv.dsp.Keys;
import io.makebeliv.inference.BackendSession;
import io.makebeliv.inference.StepControls;
import io.makebeliv.inference.StepFormat;
import io.makebeliv.inference.StreamContext;

/** One stream through the model-free voice. */
final class PitchShiftSession implements BackendSession {

  private static final double LATENCY_SECONDS = 0.0240;
  private static final double STEPS_PER_SECOND = 1500;

  /** Corner of the filter that removes a constant offset. */
  private static final double OFFSET_HZ = 5;

  private static final float LOUDEST = 8;

  private final StepFormat format;
  private final int step;
  private final int latency;
  private final long seed;
  private final float offsetPole;

  private final History source;
  private final Control pitch;
  private final Control formant;
  private final Control target;
  private final Contrast contrast;
  private final Epochs epochs = new Epochs();
  private final EpochFinder finder;
  private final Pulses pulses;
  private final Noise noise;
  private final Level level;
  private final Mixdown voiced;
  private final Mixdown coverage;
  private final float[] covered;
  private final float[] cleaned;

  private boolean fresh = true;
  private float lastIn;
  private float lastOut;

  PitchShiftSession(StreamContext context, boolean identity) {
    int rate = context.sampleRate();
    if (rate < 8000 || rate > 96_000) {
      throw new IllegalArgumentException(
          "the model-free voice takes 8000 to 96000 Hz, was asked for " + rate);
    }
    step = Math.max(8, Integer.highestOneBit((int) (rate / STEPS_PER_SECOND * 1.5)));
    latency = (int) Math.round(LATENCY_SECONDS * rate);
    format = new StepFormat(rate, rate, step, step, latency);
    seed = context.seed();
    offsetPole = (float) Math.exp(-2 * Math.PI * OFFSET_HZ / rate);
    int kept = (int) (0.16 * rate);
    source = new History(kept);
    pitch = new Control(kept, 0);
    formant = new Control(kept, 1);
    target = new Control(kept, 0);
    contrast = new Contrast(kept);
    voiced = new Mixdown(kept);
    coverage = new Mixdown(kept);
    finder = new EpochFinder(rate, step, epochs);
    // Upside down, so that not even a pulse that happens to fall on its own place repeats the
    // input.
    float polarity = identity ? 1 : -1;
    pulses =
        new Pulses(
            rate, polarity, epochs, source, pitch, contrast, formant, target, voiced, coverage);
    noise = new Noise(rate, step, kept, formant);
    level = new Level(rate, step);
    covered = new float[step];
    cleaned = new float[step];
    reset();
  }

  @Override
  public StepFormat format() {
    return format;
  }

  @Override
  public void convert(float[] input, float[] output, StepControls controls) {
    if (fresh) {
      fresh = false;
      // Noise is keyed by the position in the stream, whatever was converted before.
      noise.reset(Keys.mix(seed) + controls.position());
    }
    for (int i = 0; i < step; i++) {
      cleaned[i] = clean(input[i]);
    }
    source.add(cleaned, step);
    pitch.add(controls.pitchSemitones(), step);
    formant.add(controls.formantRatio(), step);
    target.add(controls.targetHz(), step);
    contrast.add(controls.contrast(), controls.centreHz(), step);
    finder.add(cleaned);
    long to = source.end() - latency;
    long from = to - step;
    double lead = pulses.leadFrames();
    finder.advance(from, to + lead + step);
    noise.listen(cleaned);
    pulses.advance(from, to);
    voiced.take(from, output, step);
    coverage.take(from, covered, step);
    level.match(source, from, output, covered);
    noise.add(from, step, covered, output);
  }

  /** Takes away a constant offset, what is not a number, and what is absurdly loud. */
  private float clean(float x) {
    float in = Float.isNaN(x) ? 0 : Math.max(-LOUDEST, Math.min(LOUDEST, x));
    float out = in - lastIn + offsetPole * lastOut;
    lastIn = in;
    // The tail dies out before it gets too small for the processor's fast path.
    lastOut = Math.abs(out) < 1e-20f ? 0 : out;
    return lastOut;
  }

  @Override
  public void reset() {
    source.reset();
    pitch.reset();
    formant.reset();
    target.reset();
    contrast.reset();
    voiced.reset();
    coverage.reset();
    epochs.reset();
    finder.reset();
    pulses.reset();
    noise.reset(0);
    level.reset();
    lastIn = 0;
    lastOut = 0;
    fresh = true;
  }

  @Override
  public void close() {}
}
