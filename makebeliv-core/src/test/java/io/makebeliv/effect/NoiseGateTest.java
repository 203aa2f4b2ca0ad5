package io.makebeliv.effect;

import static io.makebeliv.effect.FilterResponseTest.refused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.makebeliv.Signals;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

final class NoiseGateTest {

  private static final int RATE = 48000;
  private static final int MS = RATE / 1000;

  /** Of a sine of 1 kHz with that root mean square, in dB. */
  private static float[] tone(int frames, double rmsDb) {
    return Signals.sine(frames, RATE, 1000, Math.sqrt(2) * Math.pow(10, rmsDb / 20));
  }

  private static float[] gated(NoiseGate gate, float[] input) {
    float[] output = input.clone();
    gate.open(RATE, 1).process(output, 0, output.length, 0);
    return output;
  }

  private static float[] concat(float[]... parts) {
    int length = 0;
    for (float[] part : parts) {
      length += part.length;
    }
    float[] whole = new float[length];
    int done = 0;
    for (float[] part : parts) {
      System.arraycopy(part, 0, whole, done, part.length);
      done += part.length;
    }
    return whole;
  }

  @Property(tries = 30)
  void belowTheThresholdThereIsNothingAtAll(
      @ForAll long seed, @ForAll @DoubleRange(min = -80, max = -10) double thresholdDb) {
    // Uniform noise has 4.8 dB less power than its peak, and its level over 3 ms wanders.
    double peak = Math.pow(10, thresholdDb / 20);
    for (float sample :
        gated(NoiseGate.quietRoom().withThreshold(thresholdDb), Signals.noise(RATE, peak, seed))) {
      assertEquals(0, Float.floatToRawIntBits(sample), "exactly +0");
    }
  }

  @Test
  void rumbleDoesNotOpenIt() {
    for (float sample : gated(NoiseGate.quietRoom(), Signals.sine(RATE, RATE, 20, 0.05))) {
      assertEquals(0, sample);
    }
  }

  /** Also a plosive, which is there from one sample to the next, and no sample of it is lost. */
  @Property(tries = 30)
  void onsetsAreNotChopped(
      @ForAll @DoubleRange(min = -35, max = 0) double levelDb,
      @ForAll @DoubleRange(min = 0, max = 5) double attackMs) {
    float[] burst = tone(RATE / 2, levelDb);
    float[] input = concat(new float[RATE / 2], Arrays.copyOfRange(burst, 12, burst.length));
    NoiseGate gate = new NoiseGate(-50, 6, 100, attackMs, 50);
    int late = gate.open(RATE, 1).latency();
    assertEquals((int) Math.round(attackMs * MS), late);
    float[] output = gated(gate, input);
    // A sample that opens it at once is heard in full; this tone is above within 5.
    for (int i = RATE / 2 + 5; i < input.length - late; i++) {
      assertEquals(input[i], output[i + late]);
    }
  }

  @Test
  void whatGrowsSlowlyIsHeardBeforeItIsLoudEnough() {
    float[] input = tone(RATE, -40);
    for (int i = 0; i < RATE / 10; i++) {
      input[i] *= 10f * i / RATE;
    }
    NoiseGate gate = NoiseGate.quietRoom();
    float[] output = gated(gate, input);
    int first = 0;
    while (output[first] == 0) {
      first++;
    }
    int open = first;
    int late = gate.open(RATE, 1).latency();
    while (output[open] != input[open - late]) {
      open++;
    }
    assertTrue(open - first <= 2 * MS, "2 ms of ramp, was " + (open - first));
    assertEquals(late, 2 * MS);
  }

  @Test
  void itStaysOpenBetweenTheThresholds() {
    // Opens at -50, closes at -56.
    float[] input = concat(tone(RATE / 2, -40), tone(2 * RATE, -54));
    NoiseGate gate = NoiseGate.quietRoom();
    int late = 2 * MS;
    float[] output = gated(gate, input);
    for (int i = RATE / 4; i < input.length - late; i++) {
      assertEquals(input[i], output[i + late]);
    }
    for (float sample : gated(gate, tone(2 * RATE, -54))) {
      assertEquals(0, sample, "which would not have opened it");
    }
  }

  @Test
  void itHoldsAndThenClosesWithARamp() {
    float[] input = concat(tone(RATE, -20), tone(RATE, -70));
    NoiseGate gate = new NoiseGate(-50, 6, 150, 5, 60);
    float[] output = gated(gate, input);
    int late = 5 * MS;
    // The level falls from -20 to -56 dB in 36 / 4.34 times 3 ms.
    int closing = RATE + (int) ((36 / 4.343 * 3 + 150) * MS) + late;
    int last = RATE;
    while (output[last] == input[last - late]) {
      last++;
    }
    assertEquals(closing, last, 2 * MS);
    int silent = last;
    while (silent < output.length && !silentFrom(output, silent)) {
      silent++;
    }
    assertEquals(60 * MS, silent - last, MS);
    // Half way through the ramp half of it is left.
    double half =
        Math.sqrt(
            Signals.power(output, last + 29 * MS, last + 31 * MS)
                / Signals.power(input, RATE + MS, RATE + 11 * MS));
    assertEquals(0.5, half, 0.03);
  }

  private static boolean silentFrom(float[] samples, int from) {
    for (int i = from; i < samples.length; i++) {
      if (samples[i] != 0) {
        return false;
      }
    }
    return true;
  }

  @Test
  void itOpensAgainFromWhereItIs() {
    // The second tone begins in the middle of closing.
    float[] input = concat(tone(RATE / 2, -20), new float[90 * MS], tone(RATE / 2, -20));
    NoiseGate gate = new NoiseGate(-50, 6, 20, 5, 80);
    float[] output = gated(gate, input);
    double most = 0;
    for (int i = 1; i + 1 < output.length; i++) {
      most = Math.max(most, Math.abs(output[i + 1] - 2 * output[i] + output[i - 1]));
    }
    double own = 0.1414 * Math.pow(2 * Math.PI * 1000 / RATE, 2);
    // The input itself begins with a corner in its slope.
    assertTrue(most < 0.1414 * 2 * Math.PI * 1000 / RATE + own, "was " + most);
  }

  @Test
  void refusesWhatIsOutOfRange() {
    refused(
        () -> NoiseGate.quietRoom().withThreshold(-100),
        "the gate's thresholdDb must be -90 to 0 dB, was -100");
    refused(
        () -> NoiseGate.quietRoom().withHold(-1), "the gate's holdMs must be 0 to 2000 ms, was -1");
    refused(
        () -> new NoiseGate(-50, 30, 1, 1, 1),
        "the gate's hysteresisDb must be 0 to 24 dB, was 30");
    refused(() -> new NoiseGate(-50, 3, 1, 6, 1), "the gate's attackMs must be 0 to 5 ms, was 6");
    refused(
        () -> new NoiseGate(-50, 3, 1, 1, 0), "the gate's releaseMs must be 1 to 2000 ms, was 0");
  }
}
