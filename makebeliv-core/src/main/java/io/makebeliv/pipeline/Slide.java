package io.makebeliv.pipeline;

import java.util.Arrays;

/**
 * A delay that can grow while sound runs through it, without a click: it grows by a hundredth of a
 * frame each frame, as if a tape ran one percent slower for a moment.
 */
final class Slide {

  private static final int STEPS_PER_FRAME = 100;

  private final float[] ring;
  private final int mask;
  private int index;

  /** In hundredths of a frame, so that it arrives exactly. */
  private int delay;

  private int target;

  /**
   * @param most frames
   */
  Slide(int most) {
    // An interpolated sample needs two before it and, behind the delay, one after it.
    ring = new float[Integer.highestOneBit(most + 4) * 2];
    mask = ring.length - 1;
  }

  /** Begins anew, empty, at a delay. */
  void set(int frames) {
    Arrays.fill(ring, 0);
    index = 0;
    delay = frames * STEPS_PER_FRAME;
    target = delay;
  }

  /** From the next frame on the delay grows. */
  void growTo(int frames) {
    target = frames * STEPS_PER_FRAME;
  }

  /** How many frames growing to a delay takes. */
  int framesTo(int frames) {
    return Math.max(0, frames * STEPS_PER_FRAME - delay);
  }

  int delay() {
    return delay / STEPS_PER_FRAME;
  }

  void process(float[] samples, int offset, int frames) {
    for (int i = offset; i < offset + frames; i++) {
      ring[index & mask] = samples[i];
      int whole = delay / STEPS_PER_FRAME;
      int part = delay % STEPS_PER_FRAME;
      samples[i] = part == 0 ? at(whole) : between(whole, (float) part / STEPS_PER_FRAME);
      index = (index + 1) & mask;
      if (delay < target) {
        delay++;
      }
    }
  }

  private float at(int back) {
    return ring[(index - back) & mask];
  }

  /**
   * A cubic through four samples; within the first frame of delay, where one is to come, a line.
   */
  private float between(int back, float part) {
    float y1 = at(back);
    float y2 = at(back + 1);
    if (back == 0) {
      return y1 + part * (y2 - y1);
    }
    float y0 = at(back - 1);
    float y3 = at(back + 2);
    float c1 = (y2 - y0) / 2;
    float c2 = y0 - 2.5f * y1 + 2 * y2 - y3 / 2;
    float c3 = (y3 - y0) / 2 + 1.5f * (y1 - y2);
    return y1 + part * (c1 + part * (c2 + part * c3));
  }
}
