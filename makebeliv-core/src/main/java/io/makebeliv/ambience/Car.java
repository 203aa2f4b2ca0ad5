package io.makebeliv.ambience;

import io.makebeliv.dsp.Chance;

/**
 * A car that passes, one in a slot of time at most. It goes straight along a street, at a distance
 * that never changes; whatever is heard of it follows from where it is.
 */
final class Car {

  private static final double SPEED_OF_SOUND = 343;

  /** It is heard for so long before and after it is nearest. */
  private static final double REACH_SECONDS = 9;

  private final long key;
  private final double slotSeconds;
  private boolean passes;
  private double nearestAt;
  private double speed;
  private double distance;
  private double loudness;
  private double engineHz;

  /**
   * Makes a lane.
   *
   * @param key of its cars
   * @param slotSeconds from one car to the next, on average, if each slot had one
   */
  Car(long key, double slotSeconds) {
    this.key = key;
    this.slotSeconds = slotSeconds;
  }

  /** The slots of the cars that may be heard at a time. */
  long first(double seconds) {
    return (long) Math.floor((seconds - REACH_SECONDS) / slotSeconds);
  }

  long last(double seconds) {
    return (long) Math.floor((seconds + REACH_SECONDS) / slotSeconds);
  }

  /** Looks at the car of a slot; says whether there is one. */
  boolean look(long slot) {
    long k = Chance.key(key, slot);
    passes = Chance.uniform(k, 0) < 0.72;
    nearestAt = (slot + Chance.uniform(k, 1)) * slotSeconds;
    speed = Chance.between(k, 2, 7, 14);
    distance = Chance.between(k, 3, 9, 22);
    loudness = Math.pow(10, Chance.between(k, 4, -6, 3) / 10) * 150 / (distance * distance);
    engineHz = Chance.between(k, 5, 32, 62);
    return passes;
  }

  /** Power at a time, of the distance's square, ending softly. */
  double power(double seconds) {
    double t = seconds - nearestAt;
    if (Math.abs(t) >= REACH_SECONDS) {
      return 0;
    }
    double end = Math.cos(Math.PI / 2 * t / REACH_SECONDS);
    return loudness * nearness(t) * end * end;
  }

  /** 1 where it is nearest, falling to 0. */
  double nearness(double sinceNearest) {
    double along = speed * sinceNearest;
    return distance * distance / (distance * distance + along * along);
  }

  double sinceNearest(double seconds) {
    return seconds - nearestAt;
  }

  /** Turns of the engine that are heard up to a time: higher as it comes, lower as it goes. */
  double turns(double seconds) {
    double along = speed * (seconds - nearestAt);
    double way = Math.sqrt(distance * distance + along * along);
    return engineHz * (seconds - nearestAt - way / SPEED_OF_SOUND);
  }
}
