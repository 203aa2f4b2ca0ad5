package io.makebeliv.mcadams;

/**
 * All roots of a real polynomial at once, by the method of Aberth and Ehrlich (O. Aberth,
 * "Iteration methods for finding all zeros of a polynomial simultaneously", 1973): Newton's steps,
 * in which every root keeps the others away from where it is. There is no deflation, so no error
 * adds up from root to root.
 *
 * <p>Each time it starts from the same circle, a little turned, so that no start is the conjugate
 * of another: two of them can then become two real roots.
 */
final class Roots {

  private static final int MOST_ROUNDS = 80;

  /** Steps this short, and the root is found. */
  private static final double FOUND = 1e-10;

  /** Steps still longer than this after all rounds, and it is not. */
  private static final double NEARLY_FOUND = 1e-6;

  private static final double TURN = 0.4;
  private static final double SMALLEST_RADIUS = 0.2;

  private final int degree;
  private final double[] re;
  private final double[] im;
  private final boolean[] done;

  Roots(int degree) {
    this.degree = degree;
    re = new double[degree];
    im = new double[degree];
    done = new boolean[degree];
  }

  /**
   * Finds the roots of {@code x^p + c[1] x^(p-1) + ... + c[p]}.
   *
   * @param c coefficients, the first is 1
   * @return whether all were found
   */
  boolean find(double[] c) {
    // The product of all roots is the last coefficient.
    double radius = Math.pow(Math.abs(c[degree]), 1.0 / degree);
    radius = Math.max(SMALLEST_RADIUS, Math.min(1, radius));
    for (int i = 0; i < degree; i++) {
      double angle = (2 * Math.PI * i + TURN) / degree;
      re[i] = radius * Math.cos(angle);
      im[i] = radius * Math.sin(angle);
      done[i] = false;
    }
    double longest = 0;
    for (int round = 0; round < MOST_ROUNDS; round++) {
      longest = 0;
      for (int i = 0; i < degree; i++) {
        if (!done[i]) {
          double step = improve(c, i);
          done[i] = step < FOUND;
          longest = Math.max(longest, step);
        }
      }
      // Also for what is not a number.
      if (longest < FOUND) {
        return true;
      }
      if (!(longest < Double.POSITIVE_INFINITY)) {
        return false;
      }
    }
    return longest < NEARLY_FOUND;
  }

  /** Moves one root; returns by how much. */
  private double improve(double[] c, int i) {
    double x = re[i];
    double y = im[i];
    double pr = 1;
    double pi = 0;
    double dr = 0;
    double di = 0;
    for (int k = 1; k <= degree; k++) {
      double r = dr * x - di * y + pr;
      di = dr * y + di * x + pi;
      dr = r;
      r = pr * x - pi * y + c[k];
      pi = pr * y + pi * x;
      pr = r;
    }
    double sr = 0;
    double si = 0;
    for (int j = 0; j < degree; j++) {
      if (j != i) {
        double ar = x - re[j];
        double ai = y - im[j];
        double scale = 1 / (ar * ar + ai * ai + 1e-300);
        sr += ar * scale;
        si -= ai * scale;
      }
    }
    // p / (p' - p s): Newton's step with the other roots divided out.
    double br = dr - (pr * sr - pi * si);
    double bi = di - (pr * si + pi * sr);
    double size = br * br + bi * bi + 1e-300;
    double stepR = (pr * br + pi * bi) / size;
    double stepI = (pi * br - pr * bi) / size;
    re[i] -= stepR;
    im[i] -= stepI;
    return Math.max(Math.abs(stepR), Math.abs(stepI));
  }

  int count() {
    return degree;
  }

  double re(int i) {
    return re[i];
  }

  double im(int i) {
    return im[i];
  }
}
