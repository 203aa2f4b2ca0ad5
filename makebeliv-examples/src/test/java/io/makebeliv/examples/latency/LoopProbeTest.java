package io.makebeliv.examples.latency;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.makebeliv.VoiceConverter;
import io.makebeliv.VoiceSession;
import java.util.Arrays;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class LoopProbeTest {

  private static final int[] RATES = {8000, 44_100, 48_000, 96_000};

  /** A real session in a loop of known length: what is measured is the ledger and the loop. */
  @Property(tries = 20)
  void measuresALoopBesideTheLedger(
      @ForAll @IntRange(max = 3) int rateIndex,
      @ForAll @IntRange(min = 1, max = 500) int block,
      @ForAll @IntRange(min = 500, max = 5000) int wire) {
    int rate = RATES[rateIndex];
    CodedSignal signal = new CodedSignal(rate);
    LoopProbe probe = new LoopProbe(signal, 3 * rate);
    try (VoiceConverter converter = VoiceConverter.builder().backend(probe).build();
        VoiceSession session = converter.openSession(rate)) {
      float[] line = new float[wire];
      float[] in = new float[block];
      float[] out = new float[block];
      int at = 0;
      for (int done = 0; done < 2 * rate; done += block) {
        // What comes out of the line now went in as many frames ago as it is long.
        for (int i = 0; i < block; i++) {
          in[i] = line[(at + i) % wire];
        }
        session.process(in, 0, out, 0, block);
        for (int i = 0; i < block; i++) {
          line[(at + i) % wire] = out[i];
        }
        at = (at + block) % wire;
      }
      DelayFinder finder = new DelayFinder(signal, rate);
      DelayFinder.Delay delay = finder.find(probe.heard(), rate).orElseThrow();
      assertEquals(wire + session.latency().totalFrames(), delay.frames(), 1);
      assertEquals(Map.of(), session.statistics().mutedFrames(), "the leak guard has no objection");
    }
  }

  @Property(tries = 5)
  void keepsNoMoreThanItHasRoomFor(@ForAll @IntRange(min = 1, max = 100) int room) {
    LoopProbe probe = new LoopProbe(new CodedSignal(8000), room);
    try (VoiceConverter converter = VoiceConverter.builder().backend(probe).build();
        VoiceSession session = converter.openSession(8000)) {
      assertEquals(0, probe.heardFrames(), "what warmed it up is forgotten");
      float[] block = new float[400];
      Arrays.fill(block, 0.1f);
      session.process(block, 0, block, 0, 400);
      assertEquals(room, probe.heardFrames());
      assertTrue(probe.heard().length == room && probe.heard()[0] == 0.1f);
    }
  }
}
