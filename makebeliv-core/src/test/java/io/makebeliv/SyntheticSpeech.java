package io.makebeliv;

import java.util.Random;

/** Speech-like signals made from a formula: gliding pulses through moving resonances, and hiss. */
public final class SyntheticSpeech {

  private SyntheticSpeech() {}

  /** Syllables of voiced sound with pauses and hiss between them, peaks around 0.6. */
  public static float[] sentence(int frames, int sampleRate, long seed) {
    Random random = new Random(seed);
    float[] samples = new float[frames];
    double base = 90 + 140 * random.nextDouble();
    double cycle = 0;
    Resonator low = new Resonator(sampleRate);
    Resonator mid = new Resonator(sampleRate);
    double f1 = 500;
    double f2 = 1500;
    double loud = 0;
    double target = 1;
    for (int i = 0; i < frames; i++) {
      if (i % (sampleRate / 6) == 0) {
        f1 = 300 + 500 * random.nextDouble();
        f2 = 1000 + 1400 * random.nextDouble();
        target = random.nextInt(5) == 0 ? 0 : 0.5 + 0.5 * random.nextDouble();
      }
      loud += (target - loud) * 60 / sampleRate;
      double f0 = base * (1 + 0.2 * Math.sin(2 * Math.PI * 0.9 * i / sampleRate));
      cycle += f0 / sampleRate;
      double pulse = 0;
      if (cycle >= 1) {
        cycle -= 1;
        pulse = 1;
      }
      double hiss = 0.02 * random.nextGaussian() * (1.2 - loud);
      double x = loud * pulse + hiss;
      samples[i] = (float) (0.5 * (low.filter(x, f1, 90) + 0.6 * mid.filter(x, f2, 130)));
    }
    return samples;
  }

  private static final class Resonator {
    private final double sampleRate;
    private double y1;
    private double y2;

    Resonator(double sampleRate) {
      this.sampleRate = sampleRate;
    }

    double filter(double x, double hertz, double bandwidth) {
      double radius = Math.exp(-Math.PI * bandwidth / sampleRate);
      double y =
          0.5 * x
              + 2 * radius * Math.cos(2 * Math.PI * hertz / sampleRate) * y1
              - radius * radius * y2;
      y2 = y1;
      y1 = y;
      return y;
    }
  }
}
