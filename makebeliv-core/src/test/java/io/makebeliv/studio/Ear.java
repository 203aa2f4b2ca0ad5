package io.makebeliv.studio;

/**
 * Listens to a sine that was captured by a {@link VirtualMicrophone} and came out unchanged but
 * late: finds every jump in it, its silences, and how late it is.
 */
public final class Ear implements VirtualSpeaker.Listener {

  /** What a stretch of time sounded like. */
  public record Heard(
      long frames, long silent, long glitches, double loudest, double leastLag, double mostLag) {}

  private static final double JUMP = 1e-4;

  private final VirtualMicrophone microphone;
  private final double angle;
  private final double recurrence;
  private double from;
  private double y1;
  private double y2;
  private long frames;
  private long silent;
  private long glitches;
  private double loudest;
  private double lag;
  private double leastLag = Double.POSITIVE_INFINITY;
  private double mostLag = Double.NEGATIVE_INFINITY;

  /**
   * @param microphone hears {@code sin(angle * frame)} times anything
   */
  public Ear(VirtualMicrophone microphone, double angle) {
    this.microphone = microphone;
    this.angle = angle;
    recurrence = 2 * Math.cos(angle);
  }

  @Override
  public void hear(float sample, double seconds) {
    if (seconds < from) {
      y2 = y1;
      y1 = sample;
      return;
    }
    // The fraction that the clocks differ moves the angle, and this by a millionth at most.
    glitches += Math.abs(sample - recurrence * y1 + y2) > JUMP ? 1 : 0;
    loudest = Math.max(loudest, Math.abs(sample));
    silent += sample == 0 ? 1 : 0;
    if (frames++ % 64 == 63) {
      measureLag(sample, seconds);
    }
    y2 = y1;
    y1 = sample;
  }

  private void measureLag(double sample, double seconds) {
    // From two neighbours of a sine: sin(p), and cos(p) by the slope.
    double cosine = (sample * Math.cos(angle) - y1) / Math.sin(angle);
    if (Math.hypot(sample, cosine) < 0.05) {
      return;
    }
    double phase = Math.atan2(sample, cosine);
    double period = 2 * Math.PI / angle;
    double frame = phase / angle;
    double atLag = seconds - microphone.timeOf(0);
    double rate = 1 / (microphone.timeOf(1) - microphone.timeOf(0));
    double late = atLag * rate - frame;
    double expected = lag * rate;
    late -= period * Math.rint((late - expected) / period);
    lag = late / rate;
    leastLag = Math.min(leastLag, lag);
    mostLag = Math.max(mostLag, lag);
  }

  /** What is heard before that time does not count. */
  public void listenFrom(double seconds) {
    from = seconds;
  }

  /** A lag is known up to whole periods: the one nearest to this is meant. */
  public void expect(double seconds) {
    lag = seconds;
  }

  /** What was heard since this was asked last. */
  public Heard take() {
    Heard heard = new Heard(frames, silent, glitches, loudest, leastLag, mostLag);
    frames = 0;
    silent = 0;
    glitches = 0;
    loudest = 0;
    leastLag = Double.POSITIVE_INFINITY;
    mostLag = Double.NEGATIVE_INFINITY;
    return heard;
  }
}
