package io.makebeliv.examples.report;

/**
 * From dark to light over indigo, magenta, orange and yellow, in equal steps of perceived lightness
 * (OKLab, Bjorn Ottosson 2020), so that the eye reads levels off it and it survives a grey printer.
 */
final class ColourMap {

  private static final int SIZE = 256;
  private static final double DARKEST = 0.14;
  private static final double LIGHTEST = 0.97;
  private static final double FIRST_HUE = 275;
  private static final double LAST_HUE = 460;

  private static final int[] RGB = new int[SIZE];

  static {
    for (int i = 0; i < SIZE; i++) {
      double t = i / (SIZE - 1.0);
      double hue = Math.toRadians(FIRST_HUE + (LAST_HUE - FIRST_HUE) * t);
      double chroma = 0.03 + 0.19 * Math.pow(Math.sin(Math.PI * Math.pow(t, 0.9)), 0.8);
      RGB[i] = oklch(DARKEST + (LIGHTEST - DARKEST) * t, chroma, hue);
    }
  }

  private ColourMap() {}

  /** The colour of a value from 0 to 1 as 0xRRGGBB; values outside get the colour of the end. */
  static int rgb(double value) {
    return RGB[(int) Math.round(Math.max(0, Math.min(1, value)) * (SIZE - 1))];
  }

  /** Takes as much of the chroma as the screen can show. */
  private static int oklch(double lightness, double chroma, double hue) {
    for (double c = chroma; ; c -= 0.002) {
      double a = c * Math.cos(hue);
      double b = c * Math.sin(hue);
      double l = cube(lightness + 0.3963377774 * a + 0.2158037573 * b);
      double m = cube(lightness - 0.1055613458 * a - 0.0638541728 * b);
      double s = cube(lightness - 0.0894841775 * a - 1.2914855480 * b);
      double red = 4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s;
      double green = -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s;
      double blue = -0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s;
      if (c <= 0 || (shown(red) && shown(green) && shown(blue))) {
        return level(red) << 16 | level(green) << 8 | level(blue);
      }
    }
  }

  private static double cube(double x) {
    return x * x * x;
  }

  private static boolean shown(double linear) {
    return linear >= 0 && linear <= 1;
  }

  private static int level(double linear) {
    double x = Math.max(0, Math.min(1, linear));
    double encoded = x <= 0.0031308 ? 12.92 * x : 1.055 * Math.pow(x, 1 / 2.4) - 0.055;
    return (int) Math.round(255 * encoded);
  }
}
