package io.makebeliv.effect;

import io.makebeliv.dsp.Biquad;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes away rumble, pops and hum below the voice. A Butterworth filter: as flat as can be above
 * its cutoff, and 3 dB down there.
 *
 * @param cutoffHz 20 to 2000 Hz
 * @param order 2 falls by 12 dB an octave, 4 by 24
 */
public record HighPass(double cutoffHz, int order) implements Effect {

  private static final Range CUTOFF = new Range("the high-pass's cutoffHz", 20, 2000, "Hz");

  /**
   * Checks the ranges.
   *
   * @param cutoffHz 20 to 2000 Hz
   * @param order 2 or 4
   * @throws IllegalArgumentException if a value is out of range; the message says which
   */
  public HighPass {
    CUTOFF.check(cutoffHz);
    if (order != 2 && order != 4) {
      throw new IllegalArgumentException("the high-pass's order must be 2 or 4, was " + order);
    }
  }

  /**
   * Stays below every speaking voice.
   *
   * @return 80 Hz, 12 dB an octave
   */
  public static HighPass rumble() {
    return new HighPass(80, 2);
  }

  /**
   * Changes the cutoff.
   *
   * @param hertz 20 to 2000 Hz
   * @return the same but for that
   */
  public HighPass withCutoff(double hertz) {
    return new HighPass(hertz, order);
  }

  @Override
  public Processor open(int sampleRate, long seed) {
    List<Biquad> sections = new ArrayList<>();
    for (int i = 0; i < order / 2; i++) {
      sections.add(Biquad.highPass(sampleRate, cutoffHz, Biquad.butterworthQ(order, i)));
    }
    return new Filters(sections);
  }
}
