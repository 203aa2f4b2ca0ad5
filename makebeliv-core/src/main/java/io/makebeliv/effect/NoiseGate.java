package io.makebeliv.effect;

import java.util.Arrays;

/**
 * Closes in pauses. A closed gate lets nothing through, exact zeros, so that a model behind it can
 * be spared; an open one changes no bit.
 *
 * <p>What it listens to is the level (root mean square, over about 3 ms) of what is above 100 Hz,
 * so that rumble does not open it. It is late by the attack: it begins to open that much before
 * what opens it comes out, and is fully open then. Onsets are not chopped.
 *
 * @param thresholdDb -90 to 0 dB of full scale: opens there
 * @param hysteresisDb 0 to 24 dB: how much lower the level must be to close
 * @param holdMs 0 to 2000 ms: how long it must have been so low
 * @param attackMs 0 to 5 ms: how long opening takes, and the delay
 * @param releaseMs 1 to 2000 ms: how long closing takes
 */
public record NoiseGate(
    double thresholdDb, double hysteresisDb, double holdMs, double attackMs, double releaseMs)
    implements Effect {

  private static final Range THRESHOLD = new Range("the gate's thresholdDb", -90, 0, "dB");
  private static final Range HYSTERESIS = new Range("the gate's hysteresisDb", 0, 24, "dB");
  private static final Range HOLD = new Range("the gate's holdMs", 0, 2000, "ms");
  private static final Range ATTACK = new Range("the gate's attackMs", 0, 5, "ms");
  private static final Range RELEASE = new Range("the gate's releaseMs", 1, 2000, "ms");

  /**
   * Checks the ranges.
   *
   * @param thresholdDb -90 to 0 dB of full scale
   * @param hysteresisDb 0 to 24 dB
   * @param holdMs 0 to 2000 ms
   * @param attackMs 0 to 5 ms
   * @param releaseMs 1 to 2000 ms
   * @throws IllegalArgumentException if a value is out of range; the message says which
   */
  public NoiseGate {
    THRESHOLD.check(thresholdDb);
    HYSTERESIS.check(hysteresisDb);
    HOLD.check(holdMs);
    ATTACK.check(attackMs);
    RELEASE.check(releaseMs);
  }

  /**
   * For a room that is quiet and a microphone that is near.
   *
   * @return opens at -50 dB, closes 6 dB lower after 150 ms, in 60 ms; 2 ms late
   */
  public static NoiseGate quietRoom() {
    return new NoiseGate(-50, 6, 150, 2, 60);
  }

  /**
   * Changes where it opens.
   *
   * @param db -90 to 0 dB of full scale
   * @return the same but for that
   */
  public NoiseGate withThreshold(double db) {
    return new NoiseGate(db, hysteresisDb, holdMs, attackMs, releaseMs);
  }

  /**
   * Changes how long it waits in a pause.
   *
   * @param ms 0 to 2000 ms
   * @return the same but for that
   */
  public NoiseGate withHold(double ms) {
    return new NoiseGate(thresholdDb, hysteresisDb, ms, attackMs, releaseMs);
  }

  @Override
  public Processor open(int sampleRate, long seed) {
    return new Stream(this, sampleRate);
  }

  private static final class Stream implements Processor {

    private static final double RUMBLE_HZ = 100;
    private static final double LEVEL_SECONDS = 0.003;

    /** After so much digital silence all that was heard has died away. */
    private static final double REST_SECONDS = 0.1;

    private final double opens;
    private final double closes;
    private final int hold;
    private final int attack;
    private final double up;
    private final double down;
    private final double rumble;
    private final double speed;
    private final int rest;
    private final float[] delayed;

    private int index;
    private double low1;
    private double low2;
    private double power;
    private int zeros;
    private boolean open;
    private int quiet;
    private double gain;

    Stream(NoiseGate gate, int sampleRate) {
      opens = StrictMath.pow(10, gate.thresholdDb / 10);
      closes = StrictMath.pow(10, (gate.thresholdDb - gate.hysteresisDb) / 10);
      attack = frames(gate.attackMs, sampleRate);
      hold = frames(gate.holdMs, sampleRate) + attack;
      up = 1.0 / Math.max(1, attack);
      down = 1.0 / Math.max(1, frames(gate.releaseMs, sampleRate));
      rumble = 1 - StrictMath.exp(-2 * Math.PI * RUMBLE_HZ / sampleRate);
      speed = 1 - StrictMath.exp(-1 / (LEVEL_SECONDS * sampleRate));
      rest = (int) (REST_SECONDS * sampleRate);
      delayed = new float[attack];
    }

    private static int frames(double ms, int sampleRate) {
      return (int) Math.round(ms * sampleRate / 1000);
    }

    @Override
    public void process(float[] samples, int offset, int frames, long position) {
      for (int i = offset; i < offset + frames; i++) {
        float x = samples[i];
        listen(x);
        move();
        samples[i] = weigh(delay(x));
      }
    }

    private void listen(float x) {
      if (x != 0) {
        zeros = 0;
      } else if (++zeros >= rest) {
        zeros = rest;
        forgetLevel();
        return;
      }
      low1 += rumble * (x - low1);
      double high = x - low1;
      low2 += rumble * (high - low2);
      high -= low2;
      power += speed * (high * high - power);
    }

    private void move() {
      if (power >= opens) {
        open = true;
        quiet = 0;
      } else if (open) {
        quiet = power >= closes ? 0 : quiet + 1;
        open = quiet <= hold;
      }
      // A sum of many small steps ends beside the mark.
      if (open && gain < 1) {
        gain = gain + 1.5 * up > 1 ? 1 : gain + up;
      } else if (!open && gain > 0) {
        gain = gain < 1.5 * down ? 0 : gain - down;
      }
    }

    private float delay(float x) {
      if (attack == 0) {
        return x;
      }
      float leaving = delayed[index];
      delayed[index] = x;
      index = index + 1 == attack ? 0 : index + 1;
      return leaving;
    }

    /** Without corners at both ends of a ramp. */
    private float weigh(float x) {
      if (gain == 1) {
        return x;
      }
      return gain == 0 ? 0 : (float) (x * gain * gain * (3 - 2 * gain));
    }

    private void forgetLevel() {
      low1 = 0;
      low2 = 0;
      power = 0;
    }

    @Override
    public int latency() {
      return attack;
    }

    @Override
    public void reset() {
      forgetLevel();
      Arrays.fill(delayed, 0);
      index = 0;
      zeros = 0;
      open = false;
      quiet = 0;
      gain = 0;
    }
  }
}
