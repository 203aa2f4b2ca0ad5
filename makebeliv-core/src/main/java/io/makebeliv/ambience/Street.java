package io.makebeliv.ambience;

import io.makebeliv.dsp.Chance;
import java.util.Arrays;

/**
 * A street from some way off: a rumble of distant traffic that swells and sinks over seconds, cars
 * that pass in two lanes, and seldom, far away, a horn or a door. Above 100 Hz its long-term
 * spectrum falls by about 7.5 dB an octave.
 */
final class Street {

  private static final double[] LANE_SECONDS = {8.5, 13.7};
  private static final double CORNER_HZ = 70;
  private static final double RUMBLE_HZ = 28;

  private Street() {}

  /** Of distant traffic, power per Hz: -8 dB an octave. */
  private static double far(double hertz) {
    double corner = Math.pow(hertz / CORNER_HZ, 8 / 3.01);
    double rumble = Math.pow(hertz / RUMBLE_HZ, 4);
    return rumble / (1 + rumble) / (1 + corner);
  }

  /** Of tyres on the road: broad, about 700 Hz. */
  private static double tyres(double hertz) {
    double octaves = Math.log(hertz / 650) / Math.log(2);
    return Math.exp(-octaves * octaves / (octaves < 0 ? 1.6 : 2.6));
  }

  private static Car[] lanes(long key) {
    Car[] lanes = new Car[LANE_SECONDS.length];
    for (int i = 0; i < lanes.length; i++) {
      lanes[i] = new Car(Chance.key(key, 10 + i), LANE_SECONDS[i]);
    }
    return lanes;
  }

  /** Everything that rushes. */
  static Sound traffic(int sampleRate, long key) {
    int frame = ShapedNoise.frame(sampleRate);
    return new ShapedNoise(frame, sampleRate, key, new Traffic(frame, sampleRate, key));
  }

  private static final class Traffic implements ShapedNoise.Shape {

    /** Of a car beside the far traffic, dB. */
    private static final double BODY = 0.9;

    private static final double TYRES = 0.085;

    private final float[] far;
    private final float[] middle;
    private final float[] tyres;
    private final float[] power;
    private final Drift swell;
    private final Drift colour;
    private final Car[] lanes;

    Traffic(int frame, int sampleRate, long key) {
      far = Spectrum.bins(frame, sampleRate, Street::far);
      tyres = Spectrum.bins(frame, sampleRate, Street::tyres);
      middle = new float[far.length];
      for (int k = 0; k < far.length; k++) {
        double x = (double) k * sampleRate / frame / 250;
        middle[k] = (float) (far[k] * x / (1 + x));
      }
      power = new float[far.length];
      swell = new Drift(Chance.key(key, 1), 5.3);
      colour = new Drift(Chance.key(key, 2), 3.1);
      lanes = lanes(key);
    }

    @Override
    public float[] at(double seconds) {
      double body = 0;
      double road = 0;
      for (Car car : lanes) {
        for (long slot = car.first(seconds); slot <= car.last(seconds); slot++) {
          if (car.look(slot)) {
            double heard = car.power(seconds);
            body += heard;
            road += heard * Math.sqrt(car.nearness(car.sinceNearest(seconds)));
          }
        }
      }
      double base = Math.pow(10, 0.2 * swell.at(seconds));
      float low = (float) (0.65 * base + BODY * body);
      float mid = (float) (0.65 * base * (Math.pow(10, 0.12 * colour.at(seconds)) - 1));
      float high = (float) (TYRES * road);
      for (int k = 0; k < power.length; k++) {
        power[k] = low * far[k] + mid * middle[k] + high * tyres[k];
      }
      return power;
    }
  }

  /** Everything that has a tone: engines, a horn, a door. */
  static final class Events implements Sound {

    private static final int ENGINE_ORDERS = 5;
    private static final double ENGINE_DB = -21;
    private static final double HORN_SLOT_SECONDS = 47;
    private static final double DOOR_SLOT_SECONDS = 29;
    private static final double HORN_PARTIALS = 5;

    /** Of the echoes of a horn: delay, and level of each. */
    private static final double[] ECHO_SECONDS = {0, 0.11, 0.23, 0.41, 0.66};

    private static final double[] ECHO = {1, 0.55, 0.4, 0.24, 0.13};

    private final int sampleRate;
    private final int hop;
    private final long key;
    private final Car[] lanes;
    private final Strike strike;

    Events(int sampleRate, long key) {
      this.sampleRate = sampleRate;
      this.key = key;
      hop = sampleRate / 50;
      lanes = lanes(key);
      strike = new Strike(sampleRate);
    }

    @Override
    public int hop() {
      return hop;
    }

    @Override
    public void make(long index, float[] into) {
      Arrays.fill(into, 0);
      double t0 = (double) index * hop / sampleRate;
      double t1 = (double) (index + 1) * hop / sampleRate;
      for (Car car : lanes) {
        for (long slot = car.first(t0); slot <= car.last(t1); slot++) {
          if (car.look(slot)) {
            engine(car, t0, t1, into);
          }
        }
      }
      horn(t0, t1, into);
      door(t0, index * hop, into);
    }

    private void engine(Car car, double t0, double t1, float[] into) {
      double level = Math.pow(10, ENGINE_DB / 20) * Math.sqrt(2);
      double level0 = level * Math.sqrt(car.power(t0)) + 1e-9;
      double level1 = level * Math.sqrt(car.power(t1)) + 1e-9;
      double turns0 = 2 * Math.PI * car.turns(t0);
      double turns1 = 2 * Math.PI * car.turns(t1);
      for (int order = 1; order <= ENGINE_ORDERS; order++) {
        double share = 1.0 / order;
        Tone.add(into, 0, hop, order * turns0, order * turns1, share * level0, share * level1);
      }
    }

    private void horn(double t0, double t1, float[] into) {
      for (long slot = (long) Math.floor(t0 / HORN_SLOT_SECONDS) - 1;
          slot <= (long) Math.floor(t0 / HORN_SLOT_SECONDS);
          slot++) {
        long k = Chance.key(Chance.key(key, 20), slot);
        if (Chance.uniform(k, 0) < 0.5) {
          double begin = HORN_SLOT_SECONDS * (slot + Chance.uniform(k, 1));
          double length = Chance.between(k, 2, 0.18, 0.8);
          double level = Math.pow(10, Chance.between(k, 3, -30, -21) / 20);
          double hertz = Chance.between(k, 4, 330, 440);
          for (int echo = 0; echo < ECHO.length; echo++) {
            double at = begin + ECHO_SECONDS[echo];
            double level0 = level * ECHO[echo] * blown(t0 - at, length);
            double level1 = level * ECHO[echo] * blown(t1 - at, length);
            if (level0 + level1 > 1e-6) {
              note(hertz, t0 - at, t1 - at, level0 + 1e-8, level1 + 1e-8, into);
              note(hertz * 1.26, t0 - at, t1 - at, level0 + 1e-8, level1 + 1e-8, into);
            }
          }
        }
      }
    }

    /** How loud a horn is some time after it was pressed: it swells, and dies away among walls. */
    private static double blown(double since, double length) {
      if (since <= 0) {
        return 0;
      }
      double swell = since < 0.09 ? 0.5 - 0.5 * Math.cos(Math.PI * since / 0.09) : 1;
      return since < length ? swell : swell * Math.exp(-(since - length) / 0.13);
    }

    private void note(
        double hertz, double t0, double t1, double level0, double level1, float[] into) {
      for (int n = 1; n <= HORN_PARTIALS; n++) {
        if (n * hertz < 0.42 * sampleRate) {
          double share = 1 / Math.pow(n, 1.6);
          double turn = 2 * Math.PI * n * hertz;
          Tone.add(into, 0, hop, turn * t0, turn * t1, share * level0, share * level1);
        }
      }
    }

    private void door(double t0, long from, float[] into) {
      for (long slot = (long) Math.floor(t0 / DOOR_SLOT_SECONDS) - 1;
          slot <= (long) Math.floor(t0 / DOOR_SLOT_SECONDS);
          slot++) {
        long k = Chance.key(Chance.key(key, 30), slot);
        if (Chance.uniform(k, 0) < 0.5) {
          double onset = sampleRate * DOOR_SLOT_SECONDS * (slot + Chance.uniform(k, 1));
          double level = Math.pow(10, Chance.between(k, 2, -15, -7) / 20);
          double hertz = Chance.between(k, 3, 75, 120);
          strike.add(k, hertz, 9, 0.055, level, onset, from, hop, into);
          double back = onset + sampleRate * Chance.between(k, 4, 0.09, 0.17);
          strike.add(k + 1, hertz, 8, 0.06, 0.3 * level, back, from, hop, into);
        }
      }
    }
  }
}
