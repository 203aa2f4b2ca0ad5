package io.makebeliv.effect;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.makebeliv.Signals;
import io.makebeliv.SyntheticSpeech;
import io.makebeliv.effect.Effect.Processor;
import io.makebeliv.effect.Equalizer.Band;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every effect. */
final class EffectLawsTest {

  private static final int RATE = 48000;
  private static final int[] RATES = {8000, 16000, 44100, 48000, 96000};

  static Stream<Effect> effects() {
    return Stream.of(
        NoiseGate.quietRoom(),
        new NoiseGate(-30, 0, 0, 0, 1),
        HighPass.rumble(),
        new HighPass(200, 4),
        Equalizer.presence(),
        Equalizer.of(Band.lowShelf(20000, 12), Band.peak(20, -24, 12), Band.peak(20000, 24, 12)),
        Compressor.voice(),
        new Compressor(-60, 20, 0, 0.1, 5, 24),
        DeEsser.soft(),
        new DeEsser(2000, -60, 24),
        Reverb.room(),
        new Reverb(0.1, 1, 0, 1),
        new Reverb(1, 0.3, 13, 0.3),
        Ceiling.gentle(),
        new Ceiling(-20),
        RadioBand.telephone(),
        RadioBand.radio(),
        new RadioBand(1000, 16000, 10, 1),
        EffectChain.empty(),
        EffectChain.of(
            NoiseGate.quietRoom(),
            HighPass.rumble(),
            Equalizer.presence(),
            Compressor.voice(),
            DeEsser.soft(),
            RadioBand.radio(),
            Reverb.room(),
            Ceiling.gentle()));
  }

  private static float[] speech(int rate) {
    float[] speech = SyntheticSpeech.sentence(3 * rate / 2, rate, 1);
    float[] hiss = Signals.noise(rate / 10, 0.5, 3);
    System.arraycopy(hiss, 0, speech, rate / 2, hiss.length);
    Arrays.fill(speech, rate, rate + rate / 4, 0);
    return speech;
  }

  private static float[] run(Processor processor, float[] input, int block) {
    float[] output = input.clone();
    for (int done = 0; done < output.length; done += block) {
      processor.process(output, done, Math.min(block, output.length - done), done);
    }
    return output;
  }

  @ParameterizedTest
  @MethodSource("effects")
  void anySplitGivesTheSameBits(Effect effect) {
    float[] input = speech(RATE);
    float[] whole = run(effect.open(RATE, 5), input, input.length);
    for (int block : new int[] {1, 7, 64, 480, 4096}) {
      assertArrayEquals(whole, run(effect.open(RATE, 5), input, block), "blocks of " + block);
    }
    Random random = new Random(9);
    Processor processor = effect.open(RATE, 5);
    float[] cut = input.clone();
    for (int done = 0; done < cut.length; ) {
      int count = Math.min(random.nextInt(2000), cut.length - done);
      processor.process(cut, done, count, done);
      done += count;
    }
    assertArrayEquals(whole, cut);
  }

  @ParameterizedTest
  @MethodSource("effects")
  void resetIsAsNew(Effect effect) {
    float[] input = speech(RATE);
    Processor processor = effect.open(RATE, 5);
    float[] first = run(processor, input, 480);
    processor.reset();
    assertArrayEquals(first, run(processor, input, 480));
    assertArrayEquals(first, run(effect.open(RATE, 5), input, 480));
  }

  /** What is heard of a burst begins as late as reported, whatever follows. */
  @ParameterizedTest
  @MethodSource("effects")
  void theLatencyIsExact(Effect effect) {
    for (int rate : RATES) {
      Processor processor = effect.open(rate, 5);
      float[] samples = new float[rate];
      int start = 1000;
      float[] burst = Signals.noise(rate / 2, 0.5, 1);
      burst[0] = 1;
      System.arraycopy(burst, 0, samples, start, burst.length);
      float[] output = run(processor, samples, 480);
      int first = 0;
      while (first < output.length && Math.abs(output[first]) == 0) {
        first++;
      }
      boolean wetOnly = effect instanceof Reverb reverb && reverb.mix() == 1;
      if (!wetOnly) {
        assertEquals(start + processor.latency(), first, () -> effect + " at " + rate);
      } else {
        assertTrue(first > start, "a room without the voice comes later");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("effects")
  void whateverComesNoNumberIsLost(Effect effect) {
    for (int rate : RATES) {
      for (float[] input : extremes(rate)) {
        float[] output = run(effect.open(rate, 5), input, 480);
        for (float sample : output) {
          assertTrue(Math.abs(sample) < 1000, () -> effect + " at " + rate + ": " + sample);
        }
      }
    }
  }

  private static List<float[]> extremes(int rate) {
    int frames = rate / 2;
    float[] silence = new float[frames];
    float[] constant = new float[frames];
    Arrays.fill(constant, 1);
    float[] square = new float[frames];
    float[] fastest = new float[frames];
    float[] denormal = new float[frames];
    float[] hot = new float[frames];
    for (int i = 0; i < frames; i++) {
      square[i] = i % 160 < 80 ? 1 : -1;
      fastest[i] = i % 2 == 0 ? 1 : -1;
      denormal[i] = i % 3 * Float.MIN_VALUE;
      hot[i] = i % 7 == 0 ? 8 : -8;
    }
    return List.of(silence, constant, square, fastest, denormal, hot);
  }

  @ParameterizedTest
  @MethodSource("effects")
  void silenceStaysAndReturnsExactly(Effect effect) {
    float[] samples = Arrays.copyOf(Signals.noise(RATE / 2, 1, 3), 6 * RATE);
    float[] output = run(effect.open(RATE, 5), samples, 480);
    for (int i = 5 * RATE; i < output.length; i++) {
      assertEquals(0, Math.abs(output[i]), "at " + i);
    }
    for (float sample : run(effect.open(RATE, 5), new float[RATE], 480)) {
      assertEquals(0, Math.abs(sample));
    }
  }

  /** On the way to silence no stretch is computed with numbers the processor is slow with. */
  @ParameterizedTest
  @MethodSource("effects")
  void denormalsDoNotLast(Effect effect) {
    float[] samples = Arrays.copyOf(Signals.noise(RATE / 2, 1, 3), 4 * RATE);
    int tiny = 0;
    for (float sample : run(effect.open(RATE, 5), samples, 480)) {
      tiny += sample != 0 && Math.abs(sample) < Float.MIN_NORMAL ? 1 : 0;
    }
    assertTrue(tiny < 64, "there were " + tiny);
  }

  @ParameterizedTest
  @MethodSource("effects")
  void nothingIsAllocated(Effect effect) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Processor processor = effect.open(RATE, 5);
    float[] speech = speech(RATE);
    float[] block = new float[480];
    long self = Thread.currentThread().getId();
    long least = Long.MAX_VALUE;
    // The first rounds load classes; compilation may allocate on this thread in any single round.
    for (int round = 0; round < 6; round++) {
      long before = threads.getThreadAllocatedBytes(self);
      for (int done = 0; done + block.length <= speech.length; done += block.length) {
        System.arraycopy(speech, done, block, 0, block.length);
        processor.process(block, 0, block.length, done);
      }
      processor.reset();
      least = Math.min(least, threads.getThreadAllocatedBytes(self) - before);
    }
    assertEquals(0, least);
  }
}
