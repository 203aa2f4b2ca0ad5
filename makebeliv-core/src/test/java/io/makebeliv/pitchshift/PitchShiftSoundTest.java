package io.makebeliv.pitchshift;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.makebeliv.dsp.Biquad;
import io.makebeliv.dsp.Cascade;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What it sounds like, in figures: on voices of which everything is known, and on speech. */
final class PitchShiftSoundTest {

  private static final double[] SHIFTS = {-12, -7, -4, 4, 7, 12};

  private static float[] shifted(int rate, float[] x, double semitones, double ratio) {
    return io.makebeliv.pitchshift.Stream.convert(PitchShift.voice(), rate, x, semitones, ratio);
  }

  static Stream<Arguments> voices() {
    return Stream.of(8000, 16_000, 44_100, 96_000)
        .flatMap(rate -> Stream.of(75, 110, 180, 290).map(hz -> Arguments.of(rate, hz)));
  }

  @ParameterizedTest
  @MethodSource("voices")
  void movesTheFundamentalByExactlyWhatIsAsked(int rate, int hz) {
    float[] x = SyntheticVoice.steady(rate, 0.7, hz).samples();
    for (double semitones : SHIFTS) {
      float[] y = shifted(rate, x, semitones, 1);
      double expected = hz * Math.pow(2, semitones / 12);
      for (int n = (int) (0.25 * rate); n < 0.5 * rate; n += rate / 8) {
        double found = Measures.f0(y, rate, n, expected * 0.45, expected * 2.2);
        assertEquals(0, Measures.cents(found, expected), 2, found + " Hz for " + expected);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {-12, -7, -4, 4, 7, 12})
  void followsAGlidingVoice(double semitones) {
    int rate = 16_000;
    float[] x =
        new SyntheticVoice(
                rate, 1.5, t -> 140 * Math.pow(2, 0.5 * Math.sin(6 * t)), 650, 1150, 2500)
            .samples();
    assertEquals(0, Measures.medianCents(x, shifted(rate, x, semitones, 1), rate, semitones), 6);
  }

  @ParameterizedTest
  @CsvSource({
    "-12, 0.8",
    "-4, 0.8",
    "4, 0.8",
    "12, 0.8",
    "-12, 1",
    "-4, 1",
    "4, 1",
    "12, 1",
    "-12, 1.25",
    "-4, 1.25",
    "4, 1.25",
    "12, 1.25",
    "0, 0.6",
    "0, 1.6"
  })
  void movesFormantsApartFromThePitch(double semitones, double ratio) {
    int rate = 16_000;
    double formant = 1600;
    // The pitch sweeps, so that the harmonics pass over the formant and draw it.
    float[] x =
        new SyntheticVoice(rate, 2, t -> 130 * Math.pow(2, 0.3 * Math.sin(9 * t)), formant)
            .samples();
    float[] y = shifted(rate, x, semitones, ratio);
    double expected = formant * ratio;
    double before = Measures.powerCentre(x, rate, 0.75 * formant, 1.25 * formant);
    double after = Measures.powerCentre(y, rate, 0.75 * expected, 1.25 * expected);
    assertEquals(before * ratio, after, 0.03 * expected);
    double onPeak = band(y, rate, 0.94 * expected, 1.06 * expected);
    assertTrue(onPeak > band(y, rate, 0.7 * expected, 0.8 * expected) + 4);
    assertTrue(onPeak > band(y, rate, 1.2 * expected, 1.3 * expected) + 4);
  }

  private static double band(float[] x, int rate, double from, double to) {
    double sum = 0;
    int count = 0;
    for (double hz = from; hz <= to; hz += 4) {
      sum += Math.pow(10, Measures.partialDb(x, rate, hz) / 10);
      count++;
    }
    return 10 * Math.log10(sum / count);
  }

  @ParameterizedTest
  @CsvSource({"120, 4", "120, -4", "120, 7", "120, 12", "210, 4", "210, -4", "210, -7", "210, 12"})
  void leavesNothingAtTheOriginalPartials(double hz, double semitones) {
    int rate = 48_000;
    float[] x = new float[2 * rate];
    for (int h = 1; h * hz < 0.45 * rate; h++) {
      for (int n = 0; n < x.length; n++) {
        x[n] += (float) (0.25 * Math.sin(2 * Math.PI * h * hz * n / rate) / h);
      }
    }
    float[] y = Measures.part(shifted(rate, x, semitones, 1), rate / 2, rate + rate / 2);
    double ratio = Math.pow(2, semitones / 12);
    double original = 0;
    double moved = 0;
    for (int h = 1; h * hz < 5000; h++) {
      double nearest = Math.round(h / ratio) * ratio * hz;
      if (Math.abs(nearest - h * hz) > 12) {
        original += Math.pow(10, Measures.partialDb(y, rate, h * hz) / 10);
      }
      moved += Math.pow(10, Measures.partialDb(y, rate, h * hz * ratio) / 10);
    }
    double leak = 10 * Math.log10(original / moved);
    assertTrue(leak < -60, "original partials at " + leak + " dB");
  }

  @Test
  void leavesNothingOfAStrongFundamentalAnOctaveUp() {
    int rate = 16_000;
    double hz = 200;
    float[] x = new float[2 * rate];
    for (int n = 0; n < x.length; n++) {
      double t = (double) n / rate;
      double swell = 1 + 0.7 * Math.sin(2 * Math.PI * 9 * t);
      double phase = 2 * Math.PI * hz * t;
      x[n] = (float) (0.2 * swell * (Math.sin(phase) + 0.05 * Math.sin(2 * phase)));
    }
    float[] y = Measures.part(shifted(rate, x, 12, 1), rate / 2, rate + rate / 2);
    double old = band(y, rate, hz - 30, hz + 30);
    double asked = band(y, rate, 2 * hz - 30, 2 * hz + 30);
    assertTrue(old < asked - 20, "old fundamental at " + (old - asked) + " dB");
  }

  static Stream<Arguments> speech() {
    return Speech.ALL.stream()
        .flatMap(
            name ->
                Stream.of(-12, -7, -4, 4, 7, 12).map(semitones -> Arguments.of(name, semitones)));
  }

  @ParameterizedTest
  @MethodSource("speech")
  void keepsItsPromisesOnSpeech(String name, int semitones) {
    Speech speech = Speech.of(name);
    float[] x = speech.samples();
    float[] y = shifted(speech.rate(), x, semitones, 1);
    double cents = Measures.medianCents(x, y, speech.rate(), semitones);
    assertTrue(cents < 15, cents + " cents off");
    assertEquals(0, Measures.verbatim(x, y, speech.rate()), "copied frames");
    assertEquals(Measures.levelDb(x), Measures.levelDb(y), 1, "level");
  }

  @Test
  void theIdentityPutsAVoiceTogetherAsItWas() {
    int rate = 16_000;
    float[] x = SyntheticVoice.steady(rate, 1, 117).samples();
    float[] y =
        io.makebeliv.pitchshift.Stream.convert(PitchShift.identityForMeasurement(), rate, x, 0, 1);
    double error = 0;
    double sum = 0;
    for (int n = rate / 4; n < rate * 3 / 4; n++) {
      error += (x[n] - y[n]) * (x[n] - y[n]);
      sum += x[n] * x[n];
    }
    // What is left is mostly the phase of the filter that removes a constant offset.
    double db = 10 * Math.log10(error / sum);
    assertTrue(db < -30, "what is left is at " + db + " dB");
  }

  @Test
  void makesUnvoicedSoundAnewAsLoudAndAsBright() {
    int rate = 16_000;
    Random random = new Random(3);
    float[] x = new float[2 * rate];
    float before = 0;
    for (int n = 0; n < x.length; n++) {
      float white = (float) (0.1 * random.nextGaussian());
      x[n] = white - 0.9f * before;
      before = white;
    }
    float[] y = shifted(rate, x, 4, 1);
    assertEquals(Measures.levelDb(x), Measures.levelDb(y), 0.7);
    for (double hz : new double[] {1000, 3000, 5000, 7000}) {
      assertEquals(
          band(x, rate, hz - 150, hz + 150), band(y, rate, hz - 150, hz + 150), 2, "" + hz);
    }
    double cross = 0;
    for (int n = 0; n < x.length; n++) {
      cross += x[n] * y[n];
    }
    double power = x.length * Math.pow(10, Measures.levelDb(x) / 10);
    assertTrue(Math.abs(cross / power) < 0.05, "noise was copied");
  }

  @ParameterizedTest
  @ValueSource(ints = {16_000, 48_000})
  void isLateByExactlyItsLatency(int rate) {
    // Bursts of noise, and the onset of a voice: both begin where they began.
    Random random = new Random(9);
    float[] x = new float[rate];
    for (int n = rate / 2; n < rate; n++) {
      x[n] = (float) (0.1 * random.nextGaussian());
    }
    assertEquals(0.5 * rate, onset(shifted(rate, x, 4, 1)), 0.002 * rate);
    float[] voice = SyntheticVoice.steady(rate, 0.5, 130).samples();
    float[] late = new float[rate];
    System.arraycopy(voice, 0, late, rate / 2, voice.length);
    assertEquals(onset(late), onset(shifted(rate, late, 4, 1)), 0.008 * rate);
  }

  private static int onset(float[] x) {
    float peak = 0;
    for (float v : x) {
      peak = Math.max(peak, Math.abs(v));
    }
    for (int n = 0; n < x.length; n++) {
      if (Math.abs(x[n]) > 0.2f * peak) {
        return n;
      }
    }
    return -1;
  }

  /** There is no one pitch to be moved; what comes is to be no louder, no softer, and no click. */
  @ParameterizedTest
  @CsvSource({"120, 190, -7", "100, 211, 4", "150, 160, 7", "150, 160, -4"})
  void twoSpeakersAtATimeStayAsLoudAndDoNotClick(double one, double other, double semitones) {
    int rate = 48_000;
    float[] x = SyntheticVoice.steady(rate, 3, one).samples();
    float[] second = SyntheticVoice.steady(rate, 3, other).samples();
    for (int n = 0; n < x.length; n++) {
      x[n] = (x[n] + second[n]) / 2;
    }
    float[] y = io.makebeliv.pitchshift.Stream.convert(PitchShift.voice(), rate, x, semitones, 1);
    assertAsLoudWithoutAClick(x, y);
  }

  /** So does music. */
  @ParameterizedTest
  @ValueSource(doubles = {-12, -4, 4, 12})
  void chordsStayAsLoudAndDoNotClick(double semitones) {
    int rate = 48_000;
    double[] tones = {130.8, 164.8, 196.0, 329.6};
    float[] x = new float[3 * rate];
    for (int n = 0; n < x.length; n++) {
      for (double hertz : tones) {
        for (int k = 1; k <= 8; k++) {
          x[n] += (float) (0.05 / k * Math.sin(2 * Math.PI * k * hertz * n / rate));
        }
      }
    }
    float[] y = io.makebeliv.pitchshift.Stream.convert(PitchShift.voice(), rate, x, semitones, 1);
    assertAsLoudWithoutAClick(x, y);
  }

  /** Of a hum after a vowel an octave up leaves little, which is to be as loud, and at once. */
  @ParameterizedTest
  @ValueSource(doubles = {-12, -4, 4, 12})
  void aHumAfterAVowelIsAsLoudAsItWas(double semitones) {
    int rate = 48_000;
    double hz = 200;
    float[] x = SyntheticVoice.steady(rate, 1, hz).samples();
    int closes = rate / 2;
    for (int n = closes; n < x.length; n++) {
      double phase = 2 * Math.PI * hz * n / rate;
      x[n] = (float) (0.04 * (Math.sin(phase) + 0.15 * Math.sin(2 * phase)));
    }
    float[] y = shifted(rate, x, semitones, 1);
    for (int at = closes + rate / 50; at + rate / 50 < x.length; at += rate / 50) {
      double before = Measures.levelDb(x, at, at + rate / 50);
      assertEquals(before, Measures.levelDb(y, at, at + rate / 50), 2.5, "at " + at);
    }
  }

  /** A hum has no formants that could be moved: it must not be the speaker's own even so. */
  @ParameterizedTest
  @ValueSource(doubles = {0.8, 0.9, 1.1, 1.25})
  void aHumIsNotCopiedWhereOnlyFormantsMove(double ratio) {
    int rate = 48_000;
    float[] x = new float[2 * rate];
    for (int n = 0; n < x.length; n++) {
      double t = (double) n / rate;
      double phase = 2 * Math.PI * (200 * t + 3 * Math.sin(4 * t));
      x[n] = (float) (0.1 * (Math.sin(phase) + 0.03 * Math.sin(2 * phase)));
    }
    float[] y = shifted(rate, x, 0, ratio);
    for (int at = rate / 4; at + rate / 50 < x.length; at += rate / 50) {
      double likeness = Math.abs(Measures.correlation(x, y, at, rate / 50));
      assertTrue(likeness < 0.7, likeness + " at " + at);
    }
  }

  private static void assertAsLoudWithoutAClick(float[] x, float[] y) {
    int half = 24_000;
    for (int from = half; from + half <= x.length; from += half) {
      double louder = 10 * Math.log10(power(y, from, half) / power(x, from, half));
      assertEquals(0, louder, 1, "dB at " + from);
    }
    // Pulses of two voices may fall together more closely than they did.
    assertTrue(steepest(y) < 2.5 * steepest(x), steepest(y) + " against " + steepest(x));
  }

  private static double power(float[] x, int from, int length) {
    double sum = 0;
    for (int n = from; n < from + length; n++) {
      sum += (double) x[n] * x[n];
    }
    return sum;
  }

  private static double steepest(float[] x) {
    double steepest = 0;
    for (int n = 1; n < x.length; n++) {
      steepest = Math.max(steepest, Math.abs(x[n] - x[n - 1]));
    }
    return steepest;
  }

  @Test
  void aBurstStaysSharp() {
    int rate = 16_000;
    Random random = new Random(4);
    float[] x = new float[rate];
    for (int n = rate / 2; n < rate; n++) {
      x[n] = (float) (0.3 * random.nextGaussian() * Math.exp((0.5 * rate - n) / (0.01 * rate)));
    }
    float[] y = shifted(rate, x, 4, 1);
    double before = Measures.levelDb(y, rate / 2 - rate / 100, rate / 2 - rate / 500);
    double after = Measures.levelDb(y, rate / 2, rate / 2 + rate / 100);
    assertTrue(after - before > 25, "smeared: " + before + " dB before, " + after + " dB after");
  }

  @Test
  void whatIsSilentStaysSilent() {
    float[] y = shifted(16_000, new float[16_000], 4, 1.2);
    for (float v : y) {
      assertEquals(0, v);
    }
  }

  /** Smoothed over frequency, as unvoiced sounds are, the hum of the mains would be a hiss. */
  @ParameterizedTest
  @CsvSource({"16000, 50", "48000, 50", "48000, 60"})
  void humBelowTheVoiceMakesNoHiss(int rate, double hertz) {
    float[] x = new float[2 * rate];
    Random random = new Random(5);
    for (int i = 0; i < x.length; i++) {
      double hum = Math.sin(2 * Math.PI * hertz * i / rate);
      x[i] = (float) (0.1 * hum + 0.001 * random.nextGaussian());
    }
    double before = hissDb(x, rate);
    double after = hissDb(shifted(rate, x, 4, 1), rate);
    assertTrue(after < before + 6, "from %.1f to %.1f dB".formatted(before, after));
  }

  private static double hissDb(float[] x, int rate) {
    float[] above = x.clone();
    Biquad first = Biquad.highPass(rate, 400, Biquad.butterworthQ(6, 0));
    Biquad second = Biquad.highPass(rate, 400, Biquad.butterworthQ(6, 1));
    Biquad third = Biquad.highPass(rate, 400, Biquad.butterworthQ(6, 2));
    new Cascade(List.of(first, second, third)).process(above, 0, above.length);
    return Measures.levelDb(above, rate / 2, above.length);
  }
}
