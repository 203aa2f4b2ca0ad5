package io.makebeliv.benchmarks.quality;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnvelopeFiguresTest {

  private static EnvelopeFigures between(Sound a, double hertzA, Sound b, double hertzB) {
    return EnvelopeFigures.of(
        a, Sounds.steady(a, hertzA), b, Sounds.steady(b, hertzB), 1, Activity.of(a));
  }

  @Test
  void anotherLoudnessIsNoOtherEnvelope() {
    Sound x = Sounds.pulses(130, 0.5);
    EnvelopeFigures figures = between(x, 130, Sounds.times(x, 0.2), 130);
    assertEquals(0, figures.logSpectral(), 0.01);
    assertEquals(0, figures.melCepstral(), 0.01);
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.6, 0.3, 0.7})
  void aKnownFilterIsAsFarAwayAsItIs(double b) {
    Sound x = Sounds.pulses(130, 0.5);
    double[] flat = new double[SpectralEnvelope.BINS];
    double[] response = Sounds.response(b);
    double spectral = MelBands.distance(MelBands.of(flat, 1), MelBands.of(response, 1));
    double cepstral = MelCepstrum.distortion(MelCepstrum.of(flat), MelCepstrum.of(response));
    EnvelopeFigures figures = between(x, 130, Sounds.filtered(x, b), 130);
    assertEquals(spectral, figures.logSpectral(), 0.05 * spectral + 0.05);
    assertEquals(cepstral, figures.melCepstral(), 0.05 * cepstral + 0.05);
  }

  @ParameterizedTest
  @ValueSource(doubles = {85, 160, 220})
  void anotherPitchIsNoOtherEnvelope(double hertz) {
    Sound x = Sounds.filtered(Sounds.pulses(130, 0.5), 0.6);
    Sound y = Sounds.filtered(Sounds.pulses(hertz, 0.5), 0.6);
    assertTrue(between(x, 130, y, hertz).logSpectral() < 0.4);
    assertTrue(between(x, 130, y, hertz).logSpectral() > 0);
  }

  @Test
  void movedFormantsAreWhereTheyAreExpected() {
    Sound x = resonance(1_000);
    Sound y = resonance(1_250);
    PitchTrack pitch = Sounds.steady(x, 110);
    double kept = EnvelopeFigures.of(x, pitch, y, pitch, 1, Activity.of(x)).logSpectral();
    EnvelopeFigures moved = EnvelopeFigures.of(x, pitch, y, pitch, 1.25, Activity.of(x));
    assertTrue(moved.logSpectral() < 0.35 * kept, moved.logSpectral() + " of " + kept);
    assertTrue(Double.isNaN(moved.melCepstral()));
  }

  private static Sound resonance(double hertz) {
    float[] x = Sounds.pulses(110, 0.5).samples().clone();
    double radius = 0.96;
    double a1 = 2 * radius * Math.cos(2 * Math.PI * hertz / Sounds.RATE);
    for (int n = 2; n < x.length; n++) {
      x[n] += (float) (a1 * x[n - 1] - radius * radius * x[n - 2]);
    }
    return new Sound(Sounds.RATE, x);
  }

  @Test
  void theDistanceOfARippleIsItsRms() {
    double[] flat = new double[MelBands.COUNT];
    double[] ripple = new double[MelBands.COUNT];
    for (int i = 0; i < ripple.length; i++) {
      ripple[i] = 7 + (i % 2 == 0 ? 3 : -3);
    }
    assertEquals(3, MelBands.distance(flat, ripple), 1e-9);
  }

  @Test
  void theDistortionOfARippleOnTheWarpedAxisIsItsRms() {
    double[] ripple = new double[SpectralEnvelope.BINS];
    for (int k = 0; k < ripple.length; k++) {
      double w = Math.PI * k / (ripple.length - 1);
      double warped = w + 2 * Math.atan2(0.42 * Math.sin(w), 1 - 0.42 * Math.cos(w));
      ripple[k] = 2 * Math.cos(5 * warped) + 11;
    }
    double[] flat = new double[SpectralEnvelope.BINS];
    assertEquals(
        Math.sqrt(2), MelCepstrum.distortion(MelCepstrum.of(flat), MelCepstrum.of(ripple)), 1e-3);
  }
}
