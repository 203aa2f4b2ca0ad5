package io.makebeliv.effect;

import static io.makebeliv.effect.FilterResponseTest.refused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.makebeliv.Signals;
import io.makebeliv.dsp.Biquad;
import io.makebeliv.dsp.Cascade;
import java.util.Arrays;
import java.util.List;
import org.jtransforms.fft.DoubleFFT_1D;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ReverbTest {

  private static final int RATE = 48000;

  private static float[] impulseResponse(Reverb reverb, int rate, double seconds) {
    float[] samples = new float[(int) (seconds * rate)];
    samples[0] = 1;
    reverb.open(rate, 1).process(samples, 0, samples.length, 0);
    return samples;
  }

  /** From Schroeder's backward integral, between 5 and 35 dB below the beginning. */
  private static double t60(float[] response, int rate) {
    double[] left = new double[response.length];
    double sum = 0;
    for (int i = response.length - 1; i >= 0; i--) {
      sum += (double) response[i] * response[i];
      left[i] = sum;
    }
    int high = 0;
    while (left[high] > sum * Math.pow(10, -0.5)) {
      high++;
    }
    int low = high;
    while (left[low] > sum * Math.pow(10, -3.5)) {
      low++;
    }
    return 2.0 * (low - high) / rate;
  }

  /** A band a third of an octave wide. */
  private static float[] band(float[] response, int rate, double centre) {
    float[] band = response.clone();
    Biquad high = Biquad.highPass(rate, centre, 3);
    Biquad low = Biquad.lowPass(rate, centre, 3);
    new Cascade(List.of(high, low, high, low)).process(band, 0, band.length);
    return band;
  }

  @ParameterizedTest
  @CsvSource({
    "0.2, 48000",
    "0.4, 8000",
    "0.4, 48000",
    "1, 16000",
    "1.8, 48000",
    "1.8, 96000",
    "4, 48000"
  })
  void itSoundsAsLongAsItSays(double seconds, int rate) {
    for (double brightness : new double[] {0.3, 0.6, 1}) {
      float[] response =
          impulseResponse(new Reverb(seconds, 1, 0, brightness), rate, 1.5 * seconds + 0.2);
      for (double centre : new double[] {250, 500}) {
        assertEquals(1, t60(band(response, rate, centre), rate) / seconds, 0.15);
      }
      if (rate >= 44100) {
        double bright = t60(band(response, rate, 5000), rate) / seconds;
        assertEquals(1, bright / brightness, 0.25, "of 5 kHz, at " + brightness);
      }
    }
  }

  /** The share of samples beyond a deviation, by that of noise: Abel and Huang, 2006. */
  private static double echoDensity(float[] response, int from, int frames) {
    double deviation = Math.sqrt(Signals.power(response, from, from + frames));
    int beyond = 0;
    for (int i = from; i < from + frames; i++) {
      if (Math.abs(response[i]) > deviation) {
        beyond++;
      }
    }
    return beyond / (0.3173 * frames);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.3, 1, 3})
  void echoesSoonAreTooDenseToTellApart(double seconds) {
    float[] response = impulseResponse(new Reverb(seconds, 1, 0, 1), RATE, 2);
    int after = (int) ((0.05 + 0.1 * Math.sqrt(seconds)) * RATE);
    for (int i = 0; i < 5; i++) {
      double density = echoDensity(response, after + i * RATE / 50, RATE / 50);
      assertTrue(density > 0.8 && density < 1.2, "was " + density);
    }
  }

  /**
   * In a good room the late decay is that of noise: no line of its spectrum stands out more than
   * noise has it, but for the few dB by which eight delays are fewer than a room's many ways.
   */
  @ParameterizedTest
  @ValueSource(doubles = {0.2, 0.3, 0.5, 1, 1.8, 3, 6})
  void nothingRingsOn(double seconds) {
    float[] response = impulseResponse(new Reverb(seconds, 1, 0, 1), RATE, 1.3 * seconds + 0.2);
    float[] noise = Signals.noise(response.length, 1, 1);
    for (int i = 0; i < noise.length; i++) {
      noise[i] *= (float) Math.pow(10, -3.0 * i / (seconds * RATE));
    }
    double over = loudestLine(response, seconds) - loudestLine(noise, seconds);
    assertTrue(over < 5, "a mode stands out by " + over + " dB");
  }

  /** In dB over the mean, the decay undone. */
  private static double loudestLine(float[] response, double seconds) {
    int frames = 1 << 15;
    int length = Math.min(frames, (int) (seconds * RATE));
    int from = (int) (seconds * RATE / 4);
    double[] window = new double[frames];
    for (int i = 0; i < length; i++) {
      double hann = 0.5 - 0.5 * Math.cos(2 * Math.PI * i / length);
      window[i] = response[from + i] * hann * Math.pow(10, 3.0 * i / (seconds * RATE));
    }
    new DoubleFFT_1D(frames).realForward(window);
    int first = (int) (100.0 * frames / RATE);
    int last = (int) (12000.0 * frames / RATE);
    double sum = 0;
    double most = 0;
    for (int k = first; k < last; k++) {
      double power = window[2 * k] * window[2 * k] + window[2 * k + 1] * window[2 * k + 1];
      sum += power;
      most = Math.max(most, power);
    }
    return 10 * Math.log10(most * (last - first) / sum);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.1, 0.4, 1.8, 6})
  void theLoudnessIsKept(double seconds) {
    float[] dry = Signals.noise((int) ((seconds + 2) * RATE), 1, 4);
    for (double mix : new double[] {0.1, 0.5, 1}) {
      float[] samples = dry.clone();
      new Reverb(seconds, mix, 10, 1).open(RATE, 1).process(samples, 0, samples.length, 0);
      int from = (int) (seconds * RATE);
      double change =
          Signals.power(samples, from, samples.length) / Signals.power(dry, from, dry.length);
      assertEquals(0, 10 * Math.log10(change), 1);
    }
  }

  @Test
  void itIsStableAndEndsInSilence() {
    Reverb reverb = new Reverb(0.5, 1, 200, 1);
    float[] samples = Arrays.copyOf(Signals.noise(20 * RATE, 1, 4), 23 * RATE);
    reverb.open(RATE, 1).process(samples, 0, samples.length, 0);
    double early = Signals.power(samples, 2 * RATE, 4 * RATE);
    double late = Signals.power(samples, 18 * RATE, 20 * RATE);
    assertEquals(0, 10 * Math.log10(late / early), 0.3);
    int end = 20 * RATE + (int) (1.7 * RATE);
    assertTrue(Math.abs(samples[end - 10]) < 1e-6, "long inaudible");
    for (int i = end; i < samples.length; i++) {
      assertEquals(0, samples[i]);
    }
  }

  @Test
  void theRoomBeginsAfterThePreDelay() {
    float[] response = impulseResponse(new Reverb(1, 0.5, 100, 1), RATE, 1);
    assertEquals((float) Math.sqrt(0.5), response[0]);
    for (int i = 1; i < RATE / 10; i++) {
      assertEquals(0, response[i]);
    }
    int first = RATE / 10;
    while (Math.abs(response[first]) == 0) {
      first++;
    }
    assertTrue(first < RATE / 10 + RATE / 30);
  }

  @Test
  void withoutAShareItChangesNoBit() {
    float[] input = Signals.noise(RATE, 1, 1);
    float[] output = input.clone();
    Reverb.hall().withMix(0).open(RATE, 1).process(output, 0, RATE, 0);
    assertArrayEquals(input, output);
  }

  @Test
  void refusesWhatIsOutOfRange() {
    refused(() -> Reverb.room().withSeconds(0), "the reverb's seconds must be 0.1 to 6 s, was 0");
    refused(() -> Reverb.room().withMix(1.5), "the reverb's mix must be 0 to 1, was 1.5");
    refused(
        () -> new Reverb(1, 0.1, 300, 1), "the reverb's preDelayMs must be 0 to 200 ms, was 300");
    refused(() -> new Reverb(1, 0.1, 0, 0), "the reverb's brightness must be 0.3 to 1, was 0");
  }
}
