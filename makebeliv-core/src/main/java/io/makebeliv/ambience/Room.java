package io.makebeliv.ambience;

import io.makebeliv.dsp.Chance;
import java.util.Arrays;

/**
 * An empty room: air that moves, falling by 6 dB an octave above {@value #CORNER_HZ} Hz, with a
 * slow wander, and a slight hum of the mains.
 */
final class Room {

  static final double CORNER_HZ = 90;

  /** Where rumble begins to fade out downwards. */
  private static final double RUMBLE_HZ = 25;

  /** Between low and high air, which wander apart. */
  private static final double MIDDLE_HZ = 500;

  private Room() {}

  /** Power per Hz, to some scale. */
  static double density(double hertz) {
    double corner = hertz / CORNER_HZ;
    double rumble = hertz / RUMBLE_HZ;
    double high = rumble * rumble * rumble * rumble;
    return high / (1 + high) / (1 + corner * corner);
  }

  /** The air. */
  static Sound air(int sampleRate, long key) {
    int frame = ShapedNoise.frame(sampleRate);
    float[] mean = Spectrum.bins(frame, sampleRate, Room::density);
    float[] power = new float[mean.length];
    float[] share = new float[mean.length];
    for (int k = 0; k < share.length; k++) {
      double octaves = (double) k * sampleRate / frame / MIDDLE_HZ;
      share[k] = (float) (octaves / (1 + octaves));
    }
    Drift low = new Drift(Chance.key(key, 1), 2.7);
    Drift high = new Drift(Chance.key(key, 2), 1.9);
    return new ShapedNoise(
        frame,
        sampleRate,
        key,
        seconds -> {
          float lowGain = (float) Math.pow(10, 0.07 * low.at(seconds));
          float highGain = (float) Math.pow(10, 0.12 * high.at(seconds));
          for (int k = 0; k < power.length; k++) {
            power[k] = mean[k] * (lowGain + share[k] * (highGain - lowGain));
          }
          return power;
        });
  }

  /** The hum of mains of 50 Hz. */
  static final class Hum implements Sound {

    private static final int MAINS_HZ = 50;

    /** Levels of 50, 100, 150 ... Hz against the air, dB. */
    private static final double[] DB = {-23, -19, -25, -26, -30, -30, -36, -35};

    private final int sampleRate;
    private final int hop;

    Hum(int sampleRate) {
      this.sampleRate = sampleRate;
      hop = sampleRate / 50;
    }

    @Override
    public int hop() {
      return hop;
    }

    @Override
    public void make(long index, float[] into) {
      Arrays.fill(into, 0);
      long first = index * hop;
      for (int n = 0; n < DB.length; n++) {
        long hertz = (long) MAINS_HZ * (n + 1);
        double turn = 2 * Math.PI * hertz / sampleRate;
        // Whole turns are left out exactly, so that it stays true for days.
        double phase =
            turn * 0
                + 2 * Math.PI * Math.floorMod(first * hertz, (long) sampleRate) / sampleRate
                + n;
        double level = Math.sqrt(2) * Math.pow(10, DB[n] / 20);
        Tone.add(into, 0, hop, phase, phase + turn * hop, level, level);
      }
    }
  }
}
