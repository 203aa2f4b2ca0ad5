package io.makebeliv.ambience;

/**
 * A recording that goes round. Its last {@value #SEAM_SECONDS} seconds, or its last quarter if that
 * is shorter, are crossfaded with its first at equal power, so a turn is shorter than the recording
 * by that seam.
 */
final class Loop implements Sound {

  static final double SEAM_SECONDS = 0.5;

  private final float[] samples;
  private final int turn;
  private final int seam;
  private final float gain;

  /**
   * Prepares the recording.
   *
   * @param samples at the stream's rate; not changed
   * @param sampleRate Hz
   */
  Loop(float[] samples, int sampleRate) {
    this.samples = samples;
    seam = Math.min((int) (SEAM_SECONDS * sampleRate), samples.length / 4);
    turn = samples.length - seam;
    double sum = 0;
    for (int i = 0; i < turn; i++) {
      sum += (double) at(i) * at(i);
    }
    gain = (float) Math.sqrt(turn / Math.max(sum, 1e-20));
  }

  /** Frames in a turn. */
  int turn() {
    return turn;
  }

  private float at(int i) {
    if (i >= seam) {
      return samples[i];
    }
    double angle = Math.PI / 2 * (i + 0.5) / seam;
    return (float) (samples[i] * Math.sin(angle) + samples[turn + i] * Math.cos(angle));
  }

  @Override
  public int hop() {
    return 256;
  }

  @Override
  public void make(long index, float[] into) {
    int i = (int) Math.floorMod(index * into.length, (long) turn);
    for (int n = 0; n < into.length; n++) {
      into[n] = gain * at(i);
      i = i + 1 == turn ? 0 : i + 1;
    }
  }
}
