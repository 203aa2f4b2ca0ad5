package io.makebeliv.pitchshift;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EpochFinderTest {

  private static final int RATE = 48_000;
  private static final int STEP = 32;
  private static final int PERIOD = 400;
  private static final int ONSET = 4800;

  /** A sawtooth that begins, and soon after jumps to another place of its period. */
  private static float[] broken(int phase, int whole, int jump) {
    float[] cycle = new float[PERIOD];
    for (int i = 0; i < PERIOD; i++) {
      for (int k = 1; k * RATE / PERIOD < 8000; k++) {
        cycle[i] += (float) (0.15 / k * Math.sin(2 * Math.PI * k * i / PERIOD));
      }
    }
    float[] samples = new float[ONSET + whole + RATE / 2];
    for (int i = ONSET; i < samples.length; i++) {
      samples[i] = cycle[(i + phase + (i < ONSET + whole ? 0 : jump)) % PERIOD];
    }
    return samples;
  }

  private static Epochs found(float[] samples) {
    return found(samples, 1200);
  }

  /** What is found where epochs are of use for so long after their time. */
  private static Epochs found(float[] samples, int use) {
    Epochs epochs = new Epochs();
    EpochFinder finder = new EpochFinder(RATE, STEP, epochs);
    epochs.reset();
    finder.reset();
    for (int i = 0; i + STEP <= samples.length; i += STEP) {
      finder.add(Arrays.copyOfRange(samples, i, i + STEP));
      finder.advance(i - use, i - 600);
    }
    return epochs;
  }

  private static long runs(Epochs epochs) {
    long runs = 0;
    for (long k = epochs.oldest(); k < epochs.count(); k++) {
      runs += epochs.first(k) ? 1 : 0;
    }
    return runs;
  }

  /**
   * Devices lose a little of the sound now and then. Whatever a run of epochs took for the period
   * there, it has the true one soon after.
   */
  @Property(tries = 400)
  void aBreakInTheSoundIsForgotten(
      @ForAll @IntRange(max = PERIOD - 1) int phase,
      @ForAll @IntRange(max = 4 * PERIOD) int whole,
      @ForAll @IntRange(max = PERIOD - 1) int jump) {
    Epochs epochs = found(broken(phase, whole, jump));
    int checked = 0;
    for (long k = epochs.oldest(); k + 1 < epochs.count(); k++) {
      if (epochs.time(k) > ONSET + whole + 10 * PERIOD) {
        assertEquals(PERIOD, epochs.period(k), 1.0, "at " + epochs.time(k));
        checked++;
      }
    }
    assertTrue(checked > 30, () -> "only a few epochs");
  }

  /** What a run goes on from is of the epochs that were kept, not of those taken back. */
  @ParameterizedTest
  @CsvSource({
    "469, 587, 3080, 371",
    "498, 429, 3856, 394",
    "428, 343, 5858, 297",
    "397, 301, 3272, 38"
  })
  void aRunGoesOnFromTheLastEpochThatWasKept(int before, int after, int spoken, int silent) {
    float[] samples = new float[RATE / 2];
    double phase = 0;
    for (int i = ONSET; i < samples.length; i++) {
      boolean first = i < ONSET + spoken;
      phase += 2 * Math.PI / (i < ONSET + spoken + silent ? before : after);
      for (int k = 1; k <= 12 && (first || i >= ONSET + spoken + silent); k++) {
        samples[i] += (float) (0.2 * Math.pow(0.7, k) * Math.sin(k * phase + k * k));
      }
    }
    Epochs epochs = found(samples);
    int checked = 0;
    for (long k = epochs.oldest() + 1; k < epochs.count(); k++) {
      if (epochs.first(k) && epochs.offset(k) != 0) {
        assertEquals(epochs.offset(k - 1), epochs.offset(k), 1e-6, "at " + epochs.time(k));
        checked++;
      }
    }
    assertTrue(checked > 0, () -> "no run goes on from another");
  }

  /** Where a run is led back into a sound that is lower than any voice, it ends there. */
  @ParameterizedTest
  @CsvSource({"45.5, 59.5, 0.3, 0, 4", "45.5, 61, 0.3, 0, 7", "45.5, 62.5, 0.02, 0.5, 4"})
  void aRunIsNotLedBackToWhatIsTooLow(
      double low, double voice, double loudness, double phase, int harmonics) {
    float[] samples = new float[19_200];
    for (int i = 0; i < samples.length; i++) {
      boolean before = i < 9600;
      phase += (before ? low : voice) / RATE;
      for (int k = 1; k <= (before ? 1 : harmonics); k++) {
        samples[i] += (float) ((before ? loudness : 0.3) / k * Math.sin(2 * Math.PI * k * phase));
      }
    }
    Epochs epochs = found(samples, 9600);
    for (long k = epochs.oldest(); k < epochs.count(); k++) {
      assertTrue(epochs.period(k) < RATE / 50.0, "a period of " + epochs.period(k));
    }
  }

  /**
   * Epochs that lead to where the tracker found a voice are not doubted because it did not. So a
   * voice in which nothing rings begins as one run, from 80 Hz on; a lower one may need two.
   */
  @Property(tries = 50, seed = "7")
  void aVoiceWithoutFormantsBeginsAsOneRun(
      @ForAll @IntRange(min = 140, max = 600) int period, @ForAll @IntRange(max = 639) int phase) {
    float[] samples = new float[RATE / 2];
    for (int k = 1; k * RATE / period < 8000; k++) {
      for (int i = ONSET; i < samples.length; i++) {
        samples[i] += (float) (0.15 / k * Math.sin(2 * Math.PI * k * (i + phase) / period));
      }
    }
    assertEquals(1, runs(found(samples)));
  }

  /**
   * Where a vowel begins its first formant may be taken for the pitch, in runs of their own; but
   * not for long, however near to the pitch it is.
   */
  @Property(tries = 100)
  void aVowelThatBeginsIsFollowedWithinFiftyMilliseconds(
      @ForAll @IntRange(min = 75, max = 350) int hertz, @ForAll @IntRange(max = 400) int phase) {
    followed(hertz, phase);
  }

  /** These ring at 1.15 to 1.3 times the pitch. */
  @ParameterizedTest
  @CsvSource({"81, 23", "109, 138", "134, 299"})
  void whatRingsNearThePitchIsNotKeptTo(int hertz, int phase) {
    followed(hertz, phase);
  }

  private static void followed(int hertz, int phase) {
    float[] voice = SyntheticVoice.steady(RATE, 0.6, hertz).samples();
    float[] samples = new float[RATE / 2];
    System.arraycopy(voice, 4800 + phase, samples, ONSET, samples.length - ONSET);
    Epochs epochs = found(samples);
    double period = (double) RATE / hertz;
    int checked = 0;
    for (long k = epochs.oldest(); k + 1 < epochs.count(); k++) {
      if (epochs.time(k) > ONSET + 0.05 * RATE) {
        assertFalse(epochs.first(k), "a run begins at " + epochs.time(k));
        assertEquals(period, epochs.period(k), 0.02 * period, "at " + epochs.time(k));
        checked++;
      }
    }
    assertTrue(checked > 20, () -> "only a few epochs");
  }

  /** Grains have their middle near where the highs are struck, not where a period rings loudest. */
  @ParameterizedTest
  @ValueSource(ints = {300, 400, 500})
  void centresComeToLieNearWhereTheGlottisCloses(int period) {
    float[] samples = new float[RATE];
    for (int struck = ONSET; struck < samples.length; struck += period) {
      for (int n = 0; struck + n < samples.length; n++) {
        double t = (double) n / RATE;
        double low = 3000 * t * Math.exp(-t / 0.00125) * Math.sin(2 * Math.PI * 305 * t);
        double high = Math.exp(-t / 0.00025) * Math.sin(2 * Math.PI * 4800 * t);
        samples[struck + n] += (float) (0.2 * (low + high));
      }
    }
    Epochs epochs = found(samples);
    for (long k = epochs.count() - 10; k < epochs.count(); k++) {
      double after = Math.IEEEremainder(epochs.centre(k) - ONSET, period);
      assertEquals(0, after, 0.001 * RATE, "samples after the closure, at " + epochs.time(k));
    }
  }

  /** Each epoch is as far into its period as the one before, to some hundredths of a sample. */
  @ParameterizedTest
  @ValueSource(doubles = {120, 131.7, 163.3, 210, 257.9})
  void epochsDoNotDrift(double hertz) {
    float[] samples = new float[RATE / 2];
    for (int k = 1; k * hertz < 0.45 * RATE; k++) {
      for (int i = 0; i < samples.length; i++) {
        samples[i] += (float) (0.15 / k * Math.sin(2 * Math.PI * k * hertz * i / RATE));
      }
    }
    Epochs epochs = found(samples);
    long last = epochs.count() - 1;
    long first = last - 40;
    double period = (epochs.time(last) - epochs.time(first)) / (last - first);
    assertEquals(RATE / hertz, period, 0.05);
  }
}
