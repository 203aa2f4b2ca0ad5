package io.makebeliv.examples.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ColourMapTest {

  @Test
  void getsLighterInEvenSteps() {
    double previous = lightness(ColourMap.rgb(0));
    for (int i = 1; i <= 32; i++) {
      double now = lightness(ColourMap.rgb(i / 32.0));
      assertEquals(0.83 / 32, now - previous, 0.012, "step " + i);
      previous = now;
    }
    assertTrue(previous > 0.95);
  }

  @Test
  void valuesOutsideGetTheEnds() {
    assertEquals(ColourMap.rgb(0), ColourMap.rgb(-3));
    assertEquals(ColourMap.rgb(1), ColourMap.rgb(1e9));
  }

  /** The lightness of OKLab, from the screen's colour back. */
  private static double lightness(int rgb) {
    double red = linear(rgb >> 16 & 255);
    double green = linear(rgb >> 8 & 255);
    double blue = linear(rgb & 255);
    double l = 0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue;
    double m = 0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue;
    double s = 0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue;
    return 0.2104542553 * Math.cbrt(l) + 0.7936177850 * Math.cbrt(m) - 0.0040720468 * Math.cbrt(s);
  }

  private static double linear(int level) {
    double x = level / 255.0;
    return x <= 0.04045 ? x / 12.92 : Math.pow((x + 0.055) / 1.055, 2.4);
  }
}
