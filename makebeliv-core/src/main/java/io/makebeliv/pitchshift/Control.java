package io.makebeliv.pitchshift;

/** What was asked of the voice over the recent past. What is no number changes nothing. */
final class Control {

  private final History asked;
  private final float neutral;

  Control(int atLeast, float neutral) {
    asked = new History(atLeast);
    this.neutral = neutral;
  }

  /** Adds the first values of an array, one for each sample of the stream. */
  void add(float[] values, int length) {
    asked.add(values, length);
  }

  /** What was asked at an absolute index. It is few times that somebody wants to know. */
  float get(long index) {
    float value = asked.get(index);
    return Float.isFinite(value) ? value : neutral;
  }

  void reset() {
    asked.reset();
  }
}
