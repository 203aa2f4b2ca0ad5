package io.makebeliv.benchmarks;

import java.util.Arrays;

/**
 * Joins blocks whose phases know nothing of one another: each is moved to where it resembles the
 * end of the one before it most, and faded in there. Synchronous overlap and add, after Roucos and
 * Wilgus, "High quality time-scale modification for speech", 1985. The first block is faded in from
 * silence.
 *
 * <p>One thread uses it; after construction nothing is allocated.
 */
final class Sola {

  private static final double LEAST_ENERGY = 1e-8;

  private final int block;
  private final int fade;
  private final int search;
  private final float[] in;
  private final float[] tail;

  /**
   * Makes one at the start of a stream.
   *
   * @param block samples that come out each time, at least 1
   * @param fade samples of the crossfade, at least 1
   * @param search samples that a block may be moved by, at least 0
   * @throws IllegalArgumentException if an argument is less
   */
  Sola(int block, int fade, int search) {
    if (block < 1 || fade < 1 || search < 0) {
      throw new IllegalArgumentException(
          "block and fade must be at least 1, search at least 0, were %d, %d, %d"
              .formatted(block, fade, search));
    }
    this.block = block;
    this.fade = fade;
    this.search = search;
    in = new float[fade];
    tail = new float[fade];
    for (int i = 0; i < fade; i++) {
      double sine = fade == 1 ? 0 : Math.sin(Math.PI / 2 * i / (fade - 1));
      in[i] = (float) (sine * sine);
    }
  }

  /**
   * Returns how many samples are to be given for a block.
   *
   * @return block, fade and search together
   */
  int inputLength() {
    return block + fade + search;
  }

  /** Returns to the start of a stream. */
  void reset() {
    Arrays.fill(tail, 0);
  }

  /**
   * Joins the next block.
   *
   * @param x {@link #inputLength()} samples
   * @param offset index of the first
   * @param output receives the block
   * @param outputOffset index of its first sample
   * @return by how many samples the block was moved
   */
  int join(float[] x, int offset, float[] output, int outputOffset) {
    int moved = bestPlace(x, offset);
    int from = offset + moved;
    int faded = Math.min(fade, block);
    for (int i = 0; i < faded; i++) {
      output[outputOffset + i] = faded(x, from, i);
    }
    System.arraycopy(x, from + faded, output, outputOffset + faded, block - faded);
    // With a fade longer than a block, part of the next tail is still being faded.
    for (int i = 0; i < fade; i++) {
      tail[i] = block + i < fade ? faded(x, from, block + i) : x[from + block + i];
    }
    return moved;
  }

  private float faded(float[] x, int from, int i) {
    return x[from + i] * in[i] + tail[i] * (1 - in[i]);
  }

  private int bestPlace(float[] x, int offset) {
    double energy = 0;
    for (int i = offset; i < offset + fade; i++) {
      energy += (double) x[i] * x[i];
    }
    double best = Double.NEGATIVE_INFINITY;
    int place = 0;
    for (int k = 0; k <= search; k++) {
      double likeness = product(x, offset + k) / Math.sqrt(Math.max(0, energy) + LEAST_ENERGY);
      if (likeness > best) {
        best = likeness;
        place = k;
      }
      double leaving = x[offset + k];
      double coming = k < search ? x[offset + k + fade] : 0;
      energy += coming * coming - leaving * leaving;
    }
    return place;
  }

  private double product(float[] x, int from) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int i = 0;
    // Four sums: they do not wait for one another.
    for (; i + 3 < fade; i += 4) {
      a += (double) x[from + i] * tail[i];
      b += (double) x[from + i + 1] * tail[i + 1];
      c += (double) x[from + i + 2] * tail[i + 2];
      d += (double) x[from + i + 3] * tail[i + 3];
    }
    for (; i < fade; i++) {
      a += (double) x[from + i] * tail[i];
    }
    return (a + b) + (c + d);
  }
}
