package io.makebeliv.onnx.rvc;

/**
 * Removes what is below 48 Hz from a whole recording at 16 kHz: a Butterworth high pass of fifth
 * order, run forwards and backwards, so that nothing is delayed. The recording is continued beyond
 * its ends by its own point reflection there, and the filter starts as if the first value had
 * always been. After Gustafsson, "Determining the initial states in forward-backward filtering",
 * 1996.
 */
public final class HighPass {

  private static final double[] B = {
    0.9699606451838447,
    -4.849803225919223,
    9.699606451838447,
    -9.699606451838447,
    4.849803225919223,
    -0.9699606451838447
  };

  private static final double[] A = {
    1,
    -4.939001819168364,
    9.757863526739543,
    -9.639544849413458,
    4.761506797356209,
    -0.9408236532054606
  };

  private static final int ORDER = 5;
  private static final int EDGE = 18;

  private HighPass() {}

  /**
   * Filters a recording, in place.
   *
   * @param x mono samples at 16 kHz
   * @param offset index of the first
   * @param length how many; below 19 there is less to be reflected, and less is
   */
  public static void apply(float[] x, int offset, int length) {
    if (length == 0) {
      return;
    }
    int edge = Math.min(EDGE, length - 1);
    double[] y = new double[length + 2 * edge];
    double first = x[offset];
    double last = x[offset + length - 1];
    for (int i = 0; i < edge; i++) {
      y[i] = 2 * first - x[offset + edge - i];
      y[edge + length + i] = 2 * last - x[offset + length - 2 - i];
    }
    for (int i = 0; i < length; i++) {
      y[edge + i] = x[offset + i];
    }
    run(y, 0, 1);
    run(y, y.length - 1, -1);
    for (int i = 0; i < length; i++) {
      x[offset + i] = (float) y[edge + i];
    }
  }

  private static void run(double[] y, int from, int step) {
    // A constant comes out as 0, so the states of a constant 1 are the sums of what is fed in.
    double[] z = new double[ORDER + 1];
    double sum = 0;
    for (int k = 0; k < ORDER; k++) {
      sum -= B[k];
      z[k] = sum * y[from];
    }
    for (int n = 0, at = from; n < y.length; n++, at += step) {
      double in = y[at];
      double out = B[0] * in + z[0];
      for (int k = 1; k <= ORDER; k++) {
        z[k - 1] = B[k] * in - A[k] * out + z[k];
      }
      y[at] = out;
    }
  }
}
