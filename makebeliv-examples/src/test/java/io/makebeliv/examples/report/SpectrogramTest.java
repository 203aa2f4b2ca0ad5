package io.makebeliv.examples.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpectrogramTest {

  private static final FrequencyAxis AXIS = new FrequencyAxis(50, 10_000);
  private static final int ROWS = 330;

  @ParameterizedTest
  @CsvSource({"48000,100", "48000,440", "48000,3000", "44100,7000", "22050,1000", "96000,250"})
  void aSineStandsAtItsFrequencyWithItsLevel(int rate, double hertz) {
    Spectrogram spectrogram = Spectrogram.of(sine(hertz, 0.5, rate), AXIS, 1, 50, ROWS);
    float[] column = spectrogram.column(25);
    int loudest = loudest(column);
    assertEquals(AXIS.position(hertz) * ROWS, loudest + 0.5, 2.5);
    assertEquals(-6, column[loudest], 1.5);
    int far = (int) (AXIS.position(hertz < 700 ? 4 * hertz : hertz / 4) * ROWS);
    assertTrue(column[far] < -60, "far away: " + column[far]);
  }

  @ParameterizedTest
  @CsvSource({"48000,200", "48000,2000", "16000,500"})
  void theAverageIsTheLevelOfTheBand(int rate, double hertz) {
    float[] average = Spectrogram.of(sine(hertz, 0.5, rate), AXIS, 1, 200, ROWS).average();
    assertEquals(-6, average[(int) (AXIS.position(hertz) * ROWS)], 1);
  }

  @Test
  void showsWhenAndNotOnlyWhat() {
    float[] samples = new float[48_000];
    System.arraycopy(sine(1000, 0.5, 48_000).samples(), 0, samples, 24_000, 24_000);
    Spectrogram spectrogram =
        Spectrogram.of(new Excerpt(samples, 48_000, true), AXIS, 1, 100, ROWS);
    int row = (int) (AXIS.position(1000) * ROWS);
    assertEquals(Spectrogram.SILENCE_DB, spectrogram.column(40)[row], 1e-3);
    assertEquals(-6, spectrogram.column(60)[row], 1.5);
    assertEquals(-6, spectrogram.peak(), 1.5);
  }

  @Test
  void silenceAndNothingAreDark() {
    for (int length : new int[] {0, 1, 4800}) {
      Excerpt excerpt = new Excerpt(new float[length], 48_000, true);
      assertEquals(
          Spectrogram.SILENCE_DB, Spectrogram.of(excerpt, AXIS, 0.1, 10, ROWS).peak(), 1e-3);
    }
  }

  private static Excerpt sine(double hertz, double amplitude, int rate) {
    float[] samples = new float[rate];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (float) (amplitude * Math.sin(2 * Math.PI * hertz * i / rate));
    }
    return new Excerpt(samples, rate, true);
  }

  private static int loudest(float[] column) {
    int loudest = 0;
    for (int row = 1; row < column.length; row++) {
      if (column[row] > column[loudest]) {
        loudest = row;
      }
    }
    return loudest;
  }
}
