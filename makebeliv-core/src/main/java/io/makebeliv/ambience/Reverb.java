package io.makebeliv.ambience;

import java.util.Arrays;
import org.jtransforms.fft.FloatFFT_1D;

/**
 * A room's response as a sum over a bounded past: convolution in partitions of one hop, in the
 * frequency domain (Stockham, "High-speed convolution and correlation", 1966). What is heard in a
 * hop depends on the hops of the response's length and on nothing before.
 */
final class Reverb {

  private final int hop;
  private final int partitions;
  private final int values;
  private final FloatFFT_1D fft;
  private final float[] response;
  private final float[] spectra;
  private final float[] work;
  private final float[] before;
  private int newest;

  /**
   * Prepares the response.
   *
   * @param hop frames in a partition, a power of two
   * @param impulse the response; its length is rounded up to whole hops
   * @param usedBins bins of a transform of two hops in which the response sounds; the rest is cut
   */
  Reverb(int hop, float[] impulse, int usedBins) {
    this.hop = hop;
    partitions = (impulse.length + hop - 1) / hop;
    values = 2 * Math.min(hop, usedBins);
    fft = new FloatFFT_1D(2L * hop);
    work = new float[2 * hop];
    before = new float[hop];
    response = new float[partitions * values];
    spectra = new float[partitions * values];
    for (int p = 0; p < partitions; p++) {
      Arrays.fill(work, 0);
      System.arraycopy(impulse, p * hop, work, 0, Math.min(hop, impulse.length - p * hop));
      fft.realForward(work);
      System.arraycopy(work, 0, response, p * values, values);
    }
  }

  private Reverb(Reverb other) {
    hop = other.hop;
    partitions = other.partitions;
    values = other.values;
    fft = other.fft;
    response = other.response;
    work = new float[0];
    spectra = other.spectra.clone();
    before = other.before.clone();
    newest = other.newest;
  }

  /** What it has heard, to be gone back to. */
  Reverb memento() {
    return new Reverb(this);
  }

  /** Goes back to what it had heard. */
  void goBack(Reverb memento) {
    System.arraycopy(memento.spectra, 0, spectra, 0, spectra.length);
    System.arraycopy(memento.before, 0, before, 0, before.length);
    newest = memento.newest;
  }

  /** How many hops before the one heard have a part in it. */
  int memory() {
    return partitions;
  }

  /** Takes the next hop in. */
  void take(float[] input) {
    newest = newest == 0 ? partitions - 1 : newest - 1;
    System.arraycopy(before, 0, work, 0, hop);
    System.arraycopy(input, 0, work, hop, hop);
    System.arraycopy(input, 0, before, 0, hop);
    fft.realForward(work);
    System.arraycopy(work, 0, spectra, newest * values, values);
  }

  /** Gives what the room makes of the hops taken in, as long as the newest of them. */
  void give(float[] output) {
    Arrays.fill(work, 0);
    for (int p = 0; p < partitions; p++) {
      int slot = newest + p < partitions ? newest + p : newest + p - partitions;
      accumulate(p * values, slot * values);
    }
    // The first two values are the ends of the spectrum, where a room's response is 0.
    work[0] = 0;
    work[1] = 0;
    fft.realInverse(work, true);
    System.arraycopy(work, hop, output, 0, hop);
  }

  private void accumulate(int r, int s) {
    for (int k = 2; k < values; k += 2) {
      float a = response[r + k];
      float b = response[r + k + 1];
      float c = spectra[s + k];
      float d = spectra[s + k + 1];
      work[k] += a * c - b * d;
      work[k + 1] += a * d + b * c;
    }
  }
}
