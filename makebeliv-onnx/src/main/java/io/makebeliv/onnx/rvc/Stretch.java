package io.makebeliv.onnx.rvc;

/**
 * The time of the synthesizer against that of the speaker. To move the formants by a ratio, the
 * synthesizer speaks as many times more frames as the speaker needs, at a pitch as many times
 * lower, and {@link Playback} reads them as many times faster. Its frames are numbered from the
 * beginning of the stream, whole, like those that are heard: so what depends on a frame's number
 * agrees between windows that overlap, and any ratio will do. Where a window begins and ends
 * between two of them is the playback's to settle.
 *
 * <p>One thread uses it; nothing is allocated.
 */
final class Stretch {

  /** For ends between two frames on both sides. */
  private static final int MARGIN = 2;

  private final Plan plan;
  private long end;
  private long spokenEnd;

  Stretch(Plan plan) {
    this.plan = plan;
  }

  /** How many frames the synthesizer speaks, so that they last as long as those that are heard. */
  static int spoken(int heard, double ratio) {
    return ratio == 1 ? heard : (int) Math.ceil(heard * ratio) + MARGIN;
  }

  /** Goes to a window; {@code end} is the number of the frame after the last that is heard. */
  void move(long end) {
    this.end = end;
    spokenEnd = (long) Math.ceil(end * plan.ratio());
  }

  /** Absolute number, in its own time, of the first frame that is synthesised. */
  long first() {
    return spokenEnd - plan.synthesised();
  }

  /**
   * Says which part of what is heard a frame speaks.
   *
   * @param frame of those that are synthesised
   * @return a place among the frames that are heard, by the middles of both; may lie outside
   */
  double place(int frame) {
    return (first() + frame + 0.5) / plan.ratio() - 0.5 - (end - plan.heard());
  }

  /** In which of the frames that are synthesised the chunk begins. */
  int chunk() {
    return within(end - plan.tail() - plan.chunk());
  }

  /** In which of them the next chunk will begin. */
  int next() {
    return within(end - plan.tail());
  }

  private int within(long heard) {
    return (int) ((long) Math.floor(heard * plan.ratio()) - first());
  }

  /** Where, in frames that are decoded, that begins which is read of them; whole or not. */
  double beginning() {
    return (end - plan.decoded()) * plan.ratio() - (spokenEnd - plan.spoken());
  }
}
