package io.makebeliv.benchmarks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

final class SolaTest {

  /** The definition, written down as it stands. */
  private static final class Definition {
    private final int block;
    private final int fade;
    private final int search;
    private double[] buffer;

    Definition(int block, int fade, int search) {
      this.block = block;
      this.fade = fade;
      this.search = search;
      buffer = new double[fade];
    }

    double[] join(float[] given) {
      double[] x = new double[given.length];
      for (int i = 0; i < x.length; i++) {
        x[i] = given[i];
      }
      double best = Double.NEGATIVE_INFINITY;
      int moved = 0;
      for (int k = 0; k <= search; k++) {
        double nominator = 0;
        double squares = 0;
        for (int j = 0; j < fade; j++) {
          nominator += x[k + j] * buffer[j];
          squares += x[k + j] * x[k + j];
        }
        double likeness = nominator / Math.sqrt(squares + 1e-8);
        if (likeness > best) {
          best = likeness;
          moved = k;
        }
      }
      double[] out = Arrays.copyOfRange(x, moved, x.length);
      for (int i = 0; i < fade; i++) {
        double sine = Math.sin(Math.PI / 2 * (fade == 1 ? 0 : (double) i / (fade - 1)));
        out[i] = out[i] * sine * sine + buffer[i] * (1 - sine * sine);
      }
      buffer = Arrays.copyOfRange(out, block, block + fade);
      return Arrays.copyOf(out, block);
    }
  }

  @Property(tries = 150)
  void joinsAsDefined(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 300) int block,
      @ForAll @IntRange(min = 1, max = 90) int fade,
      @ForAll @IntRange(min = 0, max = 40) int search) {
    Sola sola = new Sola(block, fade, search);
    Definition definition = new Definition(block, fade, search);
    Random random = new Random(seed);
    float[] x = new float[sola.inputLength() + 3];
    float[] y = new float[block + 2];
    for (int n = 0; n < 5; n++) {
      double hz = 0.05 + 0.2 * random.nextDouble();
      for (int i = 0; i < x.length; i++) {
        x[i] = (float) (0.3 * Math.sin(hz * i + n) + 0.05 * random.nextGaussian());
      }
      sola.join(x, 3, y, 2);
      double[] expected = definition.join(Arrays.copyOfRange(x, 3, x.length));
      for (int i = 0; i < block; i++) {
        assertEquals(expected[i], y[2 + i], 2e-6);
      }
    }
  }

  @Test
  void theFirstBlockFadesInFromSilenceWhereItStands() {
    Sola sola = new Sola(100, 20, 10);
    float[] x = new float[130];
    Arrays.fill(x, 1);
    float[] y = new float[100];
    assertEquals(0, sola.join(x, 0, y, 0));
    for (int i = 0; i < 100; i++) {
      double sine = Math.sin(Math.PI / 2 * Math.min(1, i / 19.0));
      assertEquals(sine * sine, y[i], 1e-6);
    }
    // From then on the fades of a constant add up to it.
    sola.join(x, 0, y, 0);
    for (float v : y) {
      assertEquals(1, v, 1e-6);
    }
  }

  @Test
  void blocksOutOfPhaseAreBroughtIntoPhase() {
    int block = 4000;
    int fade = 1600;
    int search = 400;
    double step = 2 * Math.PI * 150 / 40_000;
    Sola sola = new Sola(block, fade, search);
    Random random = new Random(1);
    float[] x = new float[sola.inputLength()];
    float[] all = new float[10 * block];
    for (int n = 0; n < 10; n++) {
      double phase = 2 * Math.PI * random.nextDouble();
      for (int i = 0; i < x.length; i++) {
        x[i] = (float) Math.sin(phase + step * i);
      }
      sola.join(x, 0, all, n * block);
    }
    for (int i = fade + 1; i < all.length - 1; i++) {
      // A sine of one frequency: its second difference is itself, scaled.
      double left = 2 * Math.cos(step) * all[i] - all[i - 1];
      assertEquals(left, all[i + 1], 0.002, "sample " + i);
    }
  }

  @Test
  void silenceStaysSilent() {
    Sola sola = new Sola(50, 10, 5);
    float[] y = new float[50];
    assertEquals(0, sola.join(new float[65], 0, y, 0));
    assertEquals(0, sola.join(new float[65], 0, y, 0));
    assertArrayEquals(new float[50], y);
  }

  @Test
  void resetFadesInAgain() {
    Sola sola = new Sola(400, 160, 40);
    float[] x = new float[600];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) Math.sin(0.1 * i);
    }
    float[] once = new float[400];
    float[] again = new float[400];
    sola.join(x, 0, once, 0);
    sola.join(x, 0, again, 0);
    assertTrue(!Arrays.equals(once, again));
    sola.reset();
    sola.join(x, 0, again, 0);
    assertArrayEquals(once, again);
    assertThrows(IllegalArgumentException.class, () -> new Sola(0, 1, 1));
  }
}
