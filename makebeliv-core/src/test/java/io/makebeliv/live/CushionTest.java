package io.makebeliv.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

final class CushionTest {

  private static final int RATE = 48_000;

  @Property
  void itOnlyGrowsAtMostDoublesAndEndsAtAQuarterOfASecond(
      @ForAll List<@IntRange(min = 1, max = 100_000) Integer> gaps) {
    Cushion cushion = new Cushion(RATE, 480, 0);
    for (int gap : gaps) {
      int before = cushion.frames();
      cushion.grow(gap, 120);
      assertTrue(cushion.frames() >= before && cushion.frames() <= 2 * before);
      assertTrue(cushion.frames() <= RATE / 4);
    }
  }

  @Test
  void itGrowsByWhatWasMissing() {
    Cushion cushion = new Cushion(RATE, 480, 0);
    cushion.grow(200, 120);
    assertEquals(680, cushion.frames());
    cushion.grow(1, 120);
    assertEquals(800, cushion.frames());
  }

  @Test
  void aFaultThatNoCushionBridgesChangesNothing() {
    Cushion cushion = new Cushion(RATE, 480, 0);
    cushion.grow(RATE, 120);
    assertEquals(480, cushion.frames());
  }

  @Test
  void aDeviceThatHoldsMoreKeepsItsSize() {
    Cushion cushion = new Cushion(RATE, RATE, 0);
    cushion.grow(200, 120);
    assertEquals(RATE, cushion.frames());
  }
}
