package io.makebeliv.onnx.rvc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

/** Two times, of which neither runs away from the other. */
final class StretchTest {

  private static Plan plan(double ratio, int chunk) {
    int decoded = 8 + chunk + 5;
    int heard = decoded + 40;
    int synthesised = Stretch.spoken(heard, ratio);
    return new Plan(chunk, heard, synthesised, 8, 4, 5, 0, ratio);
  }

  @Property
  void windowsFollowEachOther(
      @ForAll @DoubleRange(min = 0.5, max = 2) double ratio,
      @ForAll @IntRange(min = 2, max = 100) int chunk,
      @ForAll @IntRange(min = 1, max = 10_000_000) int before) {
    Plan plan = plan(ratio, chunk);
    Stretch stretch = new Stretch(plan);
    long end = (long) before * chunk;
    stretch.move(end);
    long next = stretch.first() + stretch.next();
    // What is read lies within what is decoded.
    double beginning = stretch.beginning();
    assertTrue(beginning >= 0, beginning + " before the beginning");
    double last = beginning + plan.decoded() * ratio;
    assertTrue(last <= plan.spoken() + 1e-6, last + " of " + plan.spoken());
    // The middle of what is heard is spoken in the middle.
    int frame = plan.synthesised() / 2;
    double spoken = stretch.first() + frame + 0.5;
    assertEquals(spoken / ratio, end - plan.heard() + stretch.place(frame) + 0.5, 1e-6);

    stretch.move(end + chunk);
    assertEquals(next, stretch.first() + stretch.chunk());
  }

  @Property
  void withoutAMoveBothAreTheSame(
      @ForAll @IntRange(min = 2, max = 100) int chunk,
      @ForAll @IntRange(min = 1, max = 10_000_000) int before) {
    Plan plan = plan(1, chunk);
    Stretch stretch = new Stretch(plan);
    long end = (long) before * chunk;
    stretch.move(end);
    assertEquals(end - plan.synthesised(), stretch.first());
    assertEquals(plan.decoded(), plan.spoken());
    assertEquals(0, stretch.beginning());
    for (int k = 0; k < plan.synthesised(); k++) {
      assertEquals(k + plan.heard() - plan.synthesised(), stretch.place(k));
    }
    assertEquals(plan.synthesised() - plan.tail() - chunk, stretch.chunk());
    assertEquals(plan.synthesised() - plan.tail(), stretch.next());
  }
}
