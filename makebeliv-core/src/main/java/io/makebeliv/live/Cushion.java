package io.makebeliv.live;

/**
 * How much audio is kept ready before a playing device, and how much more it is to be once that has
 * shown to be too little. One thread asks and grows, any may read.
 */
final class Cushion {

  private static final double LARGEST_SECONDS = 0.25;

  private final int largest;
  private volatile int frames;

  /**
   * @param frames how large it is at first
   * @param stepFrames how long the voice may be at work at a time: it may need that much
   */
  Cushion(int sampleRate, int frames, int stepFrames) {
    int usual = Math.max(stepFrames, (int) (LARGEST_SECONDS * sampleRate));
    largest = Math.max(frames, usual);
    this.frames = frames;
  }

  /** The most it will ever be. */
  int largest() {
    return largest;
  }

  int frames() {
    return frames;
  }

  /**
   * Grows by what was missing, but no more than doubles. A gap longer than any cushion was a fault
   * that none would have bridged, and changes nothing.
   *
   * @param missing frames of silence that had to be put out
   * @param least by how many frames to grow at least
   */
  void grow(int missing, int least) {
    if (missing <= largest) {
      int now = frames;
      frames = Math.min(largest, now + Math.max(least, Math.min(now, missing)));
    }
  }
}
