package io.makebeliv.onnx.f0;

/**
 * Triangles on a mel scale, each of the same area, over the bins of a spectrum. Only the bins under
 * a triangle are kept.
 */
final class MelFilters {

  private final int[] first;
  private final double[][] weights;

  /**
   * Lays the triangles.
   *
   * @param scale on which their corners are evenly spaced
   * @param filters how many
   * @param lowestHz left corner of the first
   * @param highestHz right corner of the last
   * @param sampleRate of the signal
   * @param fftSize length of the transform, whose bins 0 to half of it are weighed
   */
  MelFilters(
      MelScale scale, int filters, double lowestHz, double highestHz, int sampleRate, int fftSize) {
    double lowest = scale.mel(lowestHz);
    double step = (scale.mel(highestHz) - lowest) / (filters + 1);
    double hzPerBin = (double) sampleRate / fftSize;
    first = new int[filters];
    weights = new double[filters][];
    for (int f = 0; f < filters; f++) {
      double left = scale.hz(lowest + f * step);
      double top = scale.hz(lowest + (f + 1) * step);
      double right = scale.hz(lowest + (f + 2) * step);
      int from = (int) Math.ceil(left / hzPerBin);
      int to = Math.min(fftSize / 2, (int) Math.floor(right / hzPerBin));
      first[f] = from;
      weights[f] = new double[Math.max(0, to - from + 1)];
      for (int i = 0; i < weights[f].length; i++) {
        double hz = (from + i) * hzPerBin;
        double height = Math.min((hz - left) / (top - left), (right - hz) / (right - top));
        weights[f][i] = Math.max(0, height) * 2 / (right - left);
      }
    }
  }

  int filters() {
    return first.length;
  }

  double weight(int filter, int bin) {
    int i = bin - first[filter];
    return i >= 0 && i < weights[filter].length ? weights[filter][i] : 0;
  }

  double weighed(int filter, double[] spectrum) {
    double[] w = weights[filter];
    int from = first[filter];
    double sum = 0;
    for (int i = 0; i < w.length; i++) {
      sum += w[i] * spectrum[from + i];
    }
    return sum;
  }
}
