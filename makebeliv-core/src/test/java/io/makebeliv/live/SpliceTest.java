package io.makebeliv.live;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.makebeliv.dsp.FloatRing;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

final class SpliceTest {

  private static final int RATE = 48_000;

  @Property
  void itLeadsOverWithoutAJumpAndSkipsExactlyWhatItIsTold(
      @ForAll @IntRange(min = 1, max = 3000) int skip) {
    Splice splice = new Splice(RATE);
    float[] samples = new float[4000];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (float) Math.sin(0.01 * i);
    }
    FloatRing ring = new FloatRing(4096);
    ring.write(samples, 0, samples.length);
    float[] blended = new float[splice.length()];
    splice.jump(ring, skip, blended);
    assertEquals(samples.length - skip - splice.length(), ring.available());
    float[] next = new float[1];
    ring.read(next, 0, 1);
    assertEquals(samples[skip + splice.length()], next[0]);
    float last = 0;
    for (float sample : blended) {
      // A sine moves by 0.01 at most, the blend by 2 in its whole length.
      assertEquals(last, sample, 0.02 + 2.0 / splice.length());
      last = sample;
    }
    assertEquals(last, next[0], 0.01 + 2.0 / splice.length());
  }
}
