package io.makebeliv.effect;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.makebeliv.Signals;
import io.makebeliv.effect.Equalizer.Band;
import io.makebeliv.effect.Equalizer.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Filters against the formulas of the analogue filters they are made from. */
final class FilterResponseTest {

  private static final double[] HERTZ = {
    25, 50, 80, 130, 210, 300, 450, 700, 1000, 1500, 2200, 3000, 3400, 3900, 6000, 10000, 15000,
    20000, 30000, 45000
  };

  private static double db(double power) {
    return 10 * Math.log10(power);
  }

  /** {@code |a - b w² + j c w|²} */
  private static double square(double a, double b, double c, double w) {
    return Math.pow(a - b * w * w, 2) + c * c * w * w;
  }

  /** The cookbook's analogue prototypes. */
  private static double expected(Band band, int rate, double hertz) {
    double w = Response.warped(rate, hertz, band.frequencyHz());
    double a = Math.pow(10, band.gainDb() / 40);
    double q = band.q();
    double root = Math.sqrt(a);
    return switch (band.kind()) {
      case PEAK -> db(square(1, 1, a / q, w) / square(1, 1, 1 / (a * q), w));
      case LOW_SHELF -> db(a * a * square(a, 1, root / q, w) / square(1, a, root / q, w));
      case HIGH_SHELF -> db(a * a * square(1, a, root / q, w) / square(a, 1, root / q, w));
    };
  }

  @ParameterizedTest
  @ValueSource(ints = {8000, 16000, 44100, 48000, 96000})
  void bandsAreWhatTheFormulasSay(int rate) {
    for (Kind kind : Kind.values()) {
      for (double gain : new double[] {-24, -3, 6, 18}) {
        for (double corner : new double[] {40, 300, 3000}) {
          for (double q : new double[] {0.4, 0.7071, 5}) {
            check(new Band(kind, corner, gain, q), rate);
          }
        }
      }
    }
  }

  private static void check(Band band, int rate) {
    Effect effect = Equalizer.of(band);
    float[] impulse = new float[rate];
    impulse[0] = 0.25f;
    effect.open(rate, 1).process(impulse, 0, rate, 0);
    for (double hertz : HERTZ) {
      if (hertz < rate * 0.49) {
        assertEquals(
            expected(band, rate, hertz),
            db(transform(impulse, hertz / rate) * 16),
            0.02,
            () -> band + " at " + rate + ", " + hertz + " Hz");
      }
    }
  }

  /** Power of one frequency in an impulse response. */
  private static double transform(float[] response, double perFrame) {
    double re = 0;
    double im = 0;
    double stepRe = Math.cos(2 * Math.PI * perFrame);
    double stepIm = Math.sin(2 * Math.PI * perFrame);
    double c = 1;
    double s = 0;
    for (float h : response) {
      if (h == 0 && re != 0 && c == 1) {
        break;
      }
      re += h * c;
      im += h * s;
      double next = c * stepRe - s * stepIm;
      s = c * stepIm + s * stepRe;
      c = next;
    }
    return re * re + im * im;
  }

  @ParameterizedTest
  @ValueSource(ints = {8000, 48000, 96000})
  void highPassesAreButterworths(int rate) {
    for (int order : new int[] {2, 4}) {
      for (double cutoff : new double[] {20, 80, 500, 2000}) {
        float[] impulse = new float[rate];
        impulse[0] = 1;
        new HighPass(cutoff, order).open(rate, 1).process(impulse, 0, rate, 0);
        for (double hertz : HERTZ) {
          if (hertz < rate * 0.49) {
            double w = Response.warped(rate, hertz, cutoff);
            double expected = -db(1 + Math.pow(w, -2 * order));
            if (expected > -80) {
              assertEquals(expected, db(transform(impulse, hertz / rate)), 0.03);
            }
          }
        }
      }
    }
  }

  @Test
  void bandsInARowMultiply() {
    Equalizer all = Equalizer.presence();
    for (double hertz : new double[] {60, 150, 400, 1000, 3500, 9000, 15000}) {
      double sum = 0;
      for (Band band : all.bands()) {
        sum += expected(band, 48000, hertz);
      }
      assertEquals(sum, Response.gainDb(all, 48000, hertz, 0.1), 0.01);
    }
  }

  @Test
  void bandsWithoutGainOrBeyondTheSampleRateChangeNoBit() {
    float[] input = Signals.noise(8000, 0.7, 1);
    float[] output = input.clone();
    Equalizer.of(Band.peak(1000, 0, 1), Band.peak(5000, 12, 1), Band.highShelf(4000, -12))
        .open(8000, 1)
        .process(output, 0, output.length, 0);
    assertArrayEquals(input, output);
    assertEquals(6, Response.gainDb(Equalizer.of(Band.lowShelf(12000, 6)), 8000, 500, 0.1), 0.1);
  }

  @ParameterizedTest
  @ValueSource(ints = {8000, 16000, 48000, 96000})
  void aTelephoneHasItsEdges(int rate) {
    RadioBand telephone = RadioBand.telephone();
    assertEquals(-3.01, Response.gainDb(telephone, rate, 300, 0.5), 0.05);
    assertEquals(-3.01, Response.gainDb(telephone, rate, 3400, 0.5), 0.05);
    for (double hertz : new double[] {500, 1000, 2000, 2500}) {
      assertEquals(0, Response.gainDb(telephone, rate, hertz, 0.5), 0.2);
    }
    assertTrue(Response.gainDb(telephone, rate, 100, 0.5) < -35);
    if (rate > 10000) {
      assertTrue(Response.gainDb(telephone, rate, 6800, 0.5) < -45);
    }
  }

  @Test
  void driveKeepsFullScaleAndLiftsWhatIsSoft() {
    RadioBand driven = RadioBand.telephone().withDrive(3);
    assertEquals(10 * Math.log10(10), Response.gainDb(driven, 48000, 1000, 0.001), 0.05);
    float[] loud = Signals.sine(48000, 48000, 500, 1);
    driven.open(48000, 1).process(loud, 0, loud.length, 0);
    for (int i = 24000; i < loud.length; i++) {
      assertTrue(Math.abs(loud[i]) < 1.3, "was " + loud[i]);
    }
  }

  /** The fifth harmonic of 3050 Hz, 15250 Hz, would fold to 750 Hz at 16 kHz. */
  @Test
  void saturationDoesNotFoldBackIntoTheBand() {
    float[] samples = Signals.sine(16000, 16000, 3050, 0.9);
    RadioBand.telephone().withDrive(2).open(16000, 1).process(samples, 0, samples.length, 0);
    double voice = Signals.fitSine(samples, 8000, 16000, 16000, 3050).amplitude();
    double alias = Signals.fitSine(samples, 8000, 16000, 16000, 750).amplitude();
    double naive = naiveAlias();
    assertTrue(
        alias < 0.3 * naive,
        "%.1f dB, without averaging %.1f dB"
            .formatted(20 * Math.log10(alias / voice), 20 * Math.log10(naive / voice)));
    samples = Signals.sine(48000, 48000, 3050, 0.9);
    RadioBand.telephone().withDrive(2).open(48000, 1).process(samples, 0, samples.length, 0);
    Signals.Fit fit = Signals.fitSine(samples, 24000, 48000, 48000, 3050);
    double rest = 10 * Math.log10(2 * fit.rest()) - 20 * Math.log10(fit.amplitude());
    assertTrue(rest < -50, "at 48 kHz all that is added is above the band: " + rest);
  }

  private static double naiveAlias() {
    float[] samples = Signals.sine(16000, 16000, 3050, 0.9);
    for (int i = 0; i < samples.length; i++) {
      double x = 2 * samples[i];
      samples[i] = (float) (Math.sqrt(5) / 2 * x / Math.sqrt(1 + x * x));
    }
    return Signals.fitSine(samples, 8000, 16000, 16000, 750).amplitude();
  }

  @Test
  void staticComesFromSeedAndPlaceAndGoesWithTheVoice() {
    RadioBand radio = RadioBand.telephone().withHiss(1);
    float[] input = Signals.sine(96000, 48000, 1000, 0.1);
    java.util.Arrays.fill(input, 24000, 96000, 0);
    float[] one = input.clone();
    float[] other = input.clone();
    radio.open(48000, 1).process(one, 0, one.length, 0);
    radio.open(48000, 2).process(other, 0, other.length, 0);
    double difference = 0;
    for (int i = 12000; i < 24000; i++) {
      difference += Math.pow(one[i] - other[i], 2) / 12000;
    }
    // -30 dB over the whole spectrum, an eighth of it in the band, twice since there are two.
    assertEquals(-30 + 10 * Math.log10(2 * 3100 / 24000.0), db(difference), 1);
    assertTrue(Signals.power(one, 25000, 30000) > 1e-6, "held after the voice");
    assertEquals(0, Signals.power(one, 90000, 96000), "and gone");
  }

  @Test
  void refusesWhatIsOutOfRange() {
    refused(() -> new HighPass(10, 2), "the high-pass's cutoffHz must be 20 to 2000 Hz, was 10");
    refused(() -> new HighPass(80, 3), "the high-pass's order must be 2 or 4, was 3");
    refused(() -> Band.peak(1000, 25, 1), "a band's gainDb must be -24 to 24 dB, was 25");
    refused(() -> Band.peak(1000, 3, 0), "a band's q must be 0.1 to 12, was 0");
    refused(
        () -> Band.peak(Double.NaN, 3, 1), "a band's frequencyHz must be 20 to 20000 Hz, was NaN");
    refused(
        () -> new RadioBand(300, 1000, 0, 0),
        "the radio's highHz must be 1500 to 16000 Hz, was 1000");
    refused(() -> RadioBand.radio().withDrive(11), "the radio's drive must be 0 to 10, was 11");
    refused(() -> RadioBand.radio().withHiss(-1), "the radio's hiss must be 0 to 1, was -1");
    refused(
        () -> new Equalizer(java.util.Collections.nCopies(17, Band.peak(100, 1, 1))),
        "the equalizer may have 16 bands at most, was given 17");
  }

  static void refused(Runnable attempt, String message) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, attempt::run).getMessage());
  }
}
