package io.makebeliv.ambience;

/** Plays a sound in stretches of any length and keeps the hop that it is in. */
final class Hops {

  private final Sound sound;
  private final float gain;
  private final float[] current;
  private long index = Long.MIN_VALUE;

  Hops(Sound sound, double gain) {
    this.sound = sound;
    this.gain = (float) gain;
    current = new float[sound.hop()];
  }

  /** Adds the frames from {@code position} on. */
  void add(long position, float[] into, int frames) {
    int hop = current.length;
    for (int done = 0; done < frames; ) {
      long wanted = Math.floorDiv(position + done, (long) hop);
      if (wanted != index) {
        sound.make(wanted, current);
        index = wanted;
      }
      int from = (int) (position + done - wanted * hop);
      int count = Math.min(frames - done, hop - from);
      for (int i = 0; i < count; i++) {
        into[done + i] += gain * current[from + i];
      }
      done += count;
    }
  }
}
