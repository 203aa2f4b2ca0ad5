package io.makebeliv.ambience;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the generated ambiences are to sound like, measured. */
final class AmbienceSoundTest {

  private static final int RATE = 48000;

  private static double[] spectrum(String name, int rate, double seconds) {
    return Heard.density(Heard.doubles(Heard.alone(name, rate, 5, 0, seconds)), rate, rate / 4);
  }

  @ParameterizedTest
  @CsvSource({"white, 0", "pink, -3.01", "brown, -6.02"})
  void noisesFallAsTheirColourSays(String name, double dbAnOctave) {
    for (int rate : new int[] {8000, 44100, 48000, 96000}) {
      double[] density = spectrum(name, rate, 50);
      double top = 0.4 * rate * Math.pow(2, -1 / 6.0);
      assertEquals(dbAnOctave, Heard.slope(density, rate, 56, top), 0.05, name + " at " + rate);
      // And without a bump anywhere.
      double level = Heard.third(density, rate, 1000);
      for (double hertz = 56; hertz < top; hertz *= Math.pow(2, 1 / 3.0)) {
        double octaves = Math.log(hertz / 1000) / Math.log(2);
        double expected = level + octaves * (dbAnOctave + 3.01);
        assertEquals(expected, Heard.third(density, rate, hertz), 0.5, name + " at " + hertz);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {8000, 16000, 22050, 48000, 96000})
  void aCafeHasTheSpectrumOfSpeech(int rate) {
    double[] density = spectrum("cafe", rate, 90);
    double offset = 0;
    for (double hertz : new double[] {250, 315, 400, 500, 630, 800, 1000}) {
      offset += (Heard.third(density, rate, hertz) - speech(hertz)) / 7;
    }
    for (double hertz : SpeechSpectrum.HERTZ) {
      if (hertz >= 100 && hertz < Math.min(12000, 0.4 * rate)) {
        double off = Heard.third(density, rate, hertz) - speech(hertz) - offset;
        assertEquals(0, off, hertz < 6000 ? 3 : 4, hertz + " Hz at a rate of " + rate);
      }
    }
  }

  private static double speech(double hertz) {
    return SpeechSpectrum.interpolated(SpeechSpectrum.HERTZ, SpeechSpectrum.DB, hertz);
  }

  @Test
  void aCafeIsModulatedBySyllables() {
    for (long seed = 1; seed < 3; seed++) {
      float[] samples = Heard.alone("cafe", 8000, seed, 0, 150);
      double strongest = 0;
      double at = 0;
      for (double hertz = 0.8; hertz < 13; hertz *= Math.pow(2, 1 / 3.0)) {
        double depth = Heard.modulation(samples, 8000, hertz);
        if (depth > strongest) {
          strongest = depth;
          at = hertz;
        }
      }
      assertTrue(at >= 3 && at <= 5.1, "strongest at " + at + " Hz");
      assertTrue(strongest > 1.3 * Heard.modulation(samples, 8000, 1.25));
      assertTrue(strongest > 1.25 * Heard.modulation(samples, 8000, 10));
      // Noise of the same spectrum has no such thing.
      float[] noise = new float[8000 * 120];
      new Hops(Cafe.murmur(8000, seed), 1).add(0, noise, noise.length);
      assertTrue(strongest > 2.5 * Heard.modulation(noise, 8000, at));
    }
  }

  @Test
  void aStreetRumblesAndSwells() {
    float[] samples = Heard.alone("street", 16000, 3, 0, 600);
    double[] density = Heard.density(Heard.doubles(samples), 16000, 4000);
    assertEquals(-7.5, Heard.slope(density, 16000, 125, 5000), 1);
    for (double hertz = 125; hertz < 3000; hertz *= 2) {
      double octave =
          Heard.third(density, 16000, 2 * hertz) - Heard.third(density, 16000, hertz) - 3.01;
      assertTrue(octave < -5.5 && octave > -9.5, octave + " dB over " + hertz + " Hz");
    }
    // From second to second it is even, from swell to swell it is not.
    double[] seconds = new double[600];
    for (int i = 0; i < seconds.length; i++) {
      seconds[i] = Heard.db(samples, i * 16000, (i + 1) * 16000);
    }
    double slow = 0;
    double fast = 0;
    for (int i = 10; i < seconds.length; i++) {
      slow += Math.pow(seconds[i] - seconds[i - 10], 2);
      fast += Math.pow(seconds[i] - seconds[i - 1], 2);
    }
    assertTrue(Math.sqrt(slow / 590) > 2.5, "swells by " + Math.sqrt(slow / 590));
    assertTrue(slow > 4 * fast);
  }

  @Test
  void aCarGoesByDeeperThanItCame() {
    Car lane = new Car(17, 9);
    long slot = 0;
    while (!lane.look(slot)) {
      slot++;
    }
    double nearest = slot * 9.0;
    for (double t = slot * 9.0; t < slot * 9.0 + 9; t += 0.01) {
      nearest = lane.power(t) > lane.power(nearest) ? t : nearest;
    }
    double coming = lane.turns(nearest - 2.9) - lane.turns(nearest - 3);
    double going = lane.turns(nearest + 3) - lane.turns(nearest + 2.9);
    assertTrue(coming > 1.015 * going);
    assertTrue(lane.power(nearest) > 4 * lane.power(nearest - 5));
    assertEquals(0, lane.power(nearest + 10));
  }

  @Test
  void aRoomIsAirAndASlightHum() {
    float[] samples = Heard.alone("room", RATE, 3, 0, 60);
    double[] density = Heard.density(Heard.doubles(samples), RATE, RATE);
    assertEquals(-6.02, Heard.slope(density, RATE, 500, 16000), 0.2);
    for (int hertz : new int[] {100, 150, 200}) {
      double line = 10 * Math.log10(density[hertz]);
      double beside = 10 * Math.log10((density[hertz - 7] + density[hertz + 7]) / 2);
      assertTrue(line > beside + 3, hertz + " Hz stands out by " + (line - beside));
      double level = line + 10 * Math.log10(1.5);
      assertTrue(level < -20 - 16, hertz + " Hz is at " + level);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"white", "pink", "brown", "room", "cafe", "street"})
  void levelsAreAsAskedAtEveryRate(String name) {
    // What goes on by itself is even within seconds; what happens is so over minutes.
    boolean even = !name.equals("street");
    Map<Integer, Integer> seconds =
        even ? Map.of(8000, 20, 44100, 20, 96000, 20) : Map.of(8000, 600, 16000, 600);
    seconds.forEach(
        (rate, time) -> {
          float[] samples = Heard.alone(name, rate, 9, 0, time);
          double bound = name.equals("cafe") || name.equals("room") || !even ? 1 : 0.2;
          assertEquals(-20, Heard.db(samples, 0, samples.length), bound, name + " at " + rate);
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"white", "pink", "brown", "room", "cafe", "street"})
  void nothingComesAgainWithinTenMinutes(String name) {
    int rate = 8000;
    int differences = name.equals("white") ? 0 : name.equals("street") ? 2 : 1;
    double[] sound = Heard.whitened(Heard.alone(name, rate, 4, 0, 605), differences);
    for (int at : new int[] {10 * rate, 400 * rate + 17}) {
      double[] piece = Arrays.copyOfRange(sound, at, at + rate);
      double likeness = Heard.likeness(piece, sound, at);
      assertTrue(likeness < 0.3, name + " is like itself by " + likeness);
    }
    double[] other = Heard.whitened(Heard.alone(name, rate, 5, 0, 60), differences);
    double[] piece = Arrays.copyOfRange(other, 11 * rate, 12 * rate);
    double likeness = Heard.likeness(piece, sound, -1);
    assertTrue(likeness < 0.3, name + " of another seed is like it by " + likeness);
  }

  @Test
  void whatComesAgainIsFoundByThatMeasure() {
    float[] minute = Heard.alone("cafe", 8000, 4, 0, 60);
    float[] round = new float[8000 * 130];
    Ambience.loop(minute, 8000).levelDb(-20).open(8000, 1).add(round, 0, round.length, 0);
    double[] sound = Heard.whitened(round, 1);
    double[] piece = Arrays.copyOfRange(sound, 80_000, 88_000);
    assertTrue(Heard.likeness(piece, sound, 80_000) > 0.99);
  }

  @ParameterizedTest
  @ValueSource(strings = {"white", "pink", "brown", "room", "cafe", "street"})
  void nothingClicks(String name) {
    float[] samples = Heard.alone(name, RATE, 6, 0, 60);
    double[] bend = new double[samples.length];
    for (int i = 1; i + 1 < samples.length; i++) {
      bend[i] = samples[i - 1] - 2.0 * samples[i] + samples[i + 1];
    }
    // A click is sharper than what is around it, 10 ms to either side; but a cup may be struck.
    int around = RATE / 100;
    double sum = 0;
    double worst = 0;
    for (int i = 0; i < bend.length; i++) {
      sum += bend[i] * bend[i];
      if (i >= 2 * around) {
        sum -= bend[i - 2 * around] * bend[i - 2 * around];
        double rms = Math.sqrt(sum / (2 * around));
        worst = Math.max(worst, Math.abs(bend[i - around]) / rms);
      }
    }
    assertTrue(worst < (name.equals("cafe") ? 25 : 6.5), name + " bends by " + worst);
    // Where hops meet, it is as smooth as anywhere.
    for (int hop : new int[] {480, 960, 1024, 2048}) {
      double joints = 0;
      double others = 0;
      int count = 0;
      for (int i = hop; i + hop < bend.length; i += hop) {
        joints += sharpness(bend, i - 1) + sharpness(bend, i);
        others += sharpness(bend, i + hop / 3) + sharpness(bend, i + hop / 2);
        count++;
      }
      double sharper = (joints - others) / count;
      assertTrue(sharper < 10 / Math.sqrt(count), name + " by " + sharper + " every " + hop);
    }
  }

  /** In logarithms, so that a few loud ones do not decide. */
  private static double sharpness(double[] bend, int i) {
    return Math.log(Math.abs(bend[i]) + 1e-9);
  }
}
