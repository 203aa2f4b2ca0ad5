package io.makebeliv.effect;

import io.makebeliv.dsp.Biquad;
import java.util.ArrayList;
import java.util.List;

/**
 * Colours a voice with bells and shelves of any frequency, gain and width.
 *
 * <p>Near half the sample rate there is nothing left to shape. From {@value #HIGHEST} of the sample
 * rate on, a bell and a high shelf are left out, and a low shelf is held there. So one equalizer
 * serves all sample rates. A band without gain changes no bit.
 *
 * @param bands at most {@value #MOST_BANDS}, one behind the other
 */
public record Equalizer(List<Band> bands) implements Effect {

  private static final int MOST_BANDS = 16;
  private static final double HIGHEST = 0.45;

  /**
   * Checks how many there are.
   *
   * @param bands at most 16
   * @throws IllegalArgumentException if there are more
   */
  public Equalizer {
    bands = List.copyOf(bands);
    if (bands.size() > MOST_BANDS) {
      throw new IllegalArgumentException(
          "the equalizer may have %d bands at most, was given %d"
              .formatted(MOST_BANDS, bands.size()));
    }
  }

  /** What a band does to the spectrum. */
  public enum Kind {
    /** A bell about the frequency. */
    PEAK,
    /** All that is below the frequency. */
    LOW_SHELF,
    /** All that is above the frequency. */
    HIGH_SHELF
  }

  /**
   * One band.
   *
   * @param kind its shape
   * @param frequencyHz 20 to 20000 Hz: a bell's middle, or where a shelf has half its gain
   * @param gainDb -24 to 24 dB
   * @param q 0.1 to 12: a bell's middle by its width; of a shelf, how steep it is, without
   *     overshoot up to 0.71
   */
  public record Band(Kind kind, double frequencyHz, double gainDb, double q) {

    private static final Range FREQUENCY = new Range("a band's frequencyHz", 20, 20000, "Hz");
    private static final Range GAIN = new Range("a band's gainDb", -24, 24, "dB");
    private static final Range Q = new Range("a band's q", 0.1, 12, "");
    private static final double STEEP = Math.sqrt(0.5);

    /**
     * Checks the ranges.
     *
     * @param kind its shape
     * @param frequencyHz 20 to 20000 Hz
     * @param gainDb -24 to 24 dB
     * @param q 0.1 to 12
     * @throws IllegalArgumentException if a value is out of range; the message says which
     */
    public Band {
      FREQUENCY.check(frequencyHz);
      GAIN.check(gainDb);
      Q.check(q);
    }

    /**
     * A bell.
     *
     * @param frequencyHz its middle
     * @param gainDb its gain
     * @param q its middle by its width
     * @return the band
     */
    public static Band peak(double frequencyHz, double gainDb, double q) {
      return new Band(Kind.PEAK, frequencyHz, gainDb, q);
    }

    /**
     * A low shelf without overshoot.
     *
     * @param frequencyHz where it has half its gain
     * @param gainDb its gain
     * @return the band
     */
    public static Band lowShelf(double frequencyHz, double gainDb) {
      return new Band(Kind.LOW_SHELF, frequencyHz, gainDb, STEEP);
    }

    /**
     * A high shelf without overshoot.
     *
     * @param frequencyHz where it has half its gain
     * @param gainDb its gain
     * @return the band
     */
    public static Band highShelf(double frequencyHz, double gainDb) {
      return new Band(Kind.HIGH_SHELF, frequencyHz, gainDb, STEEP);
    }

    private void addTo(List<Biquad> filters, int sampleRate) {
      boolean beyond = frequencyHz > HIGHEST * sampleRate;
      if (gainDb == 0 || (beyond && kind != Kind.LOW_SHELF)) {
        return;
      }
      filters.add(
          switch (kind) {
            case PEAK -> Biquad.peak(sampleRate, frequencyHz, gainDb, q);
            case LOW_SHELF ->
                Biquad.lowShelf(sampleRate, Math.min(frequencyHz, HIGHEST * sampleRate), gainDb, q);
            case HIGH_SHELF -> Biquad.highShelf(sampleRate, frequencyHz, gainDb, q);
          });
    }
  }

  /**
   * Makes an equalizer of bands.
   *
   * @param bands one behind the other
   * @return the equalizer
   */
  public static Equalizer of(Band... bands) {
    return new Equalizer(List.of(bands));
  }

  /**
   * Lifts what makes a voice clear, and takes a little of what makes it boom and box.
   *
   * @return four bands of 3 dB at most
   */
  public static Equalizer presence() {
    return of(
        Band.lowShelf(150, -2),
        Band.peak(400, -2, 1),
        Band.peak(3500, 3, 0.9),
        Band.highShelf(9000, 2));
  }

  /**
   * Adds a band behind the others.
   *
   * @param band the band
   * @return an equalizer with one band more
   */
  public Equalizer with(Band band) {
    List<Band> more = new ArrayList<>(bands);
    more.add(band);
    return new Equalizer(more);
  }

  @Override
  public Processor open(int sampleRate, long seed) {
    List<Biquad> filters = new ArrayList<>();
    for (Band band : bands) {
      band.addTo(filters, sampleRate);
    }
    return new Filters(filters);
  }
}
