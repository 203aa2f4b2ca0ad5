package io.makebeliv.effect;

import java.util.Arrays;

/** A stream through a {@link Reverb}. */
final class RoomStream implements Effect.Processor {

  private static final int LINES = 8;

  /** The lengths of the lines, by their mean. */
  private static final double[] SPREAD = {0.66, 0.69, 0.78, 0.89, 1.00, 1.17, 1.28, 1.53};

  /** The mean of the lines for a reverberation of a second; it grows with the root. */
  private static final double MEAN_SECONDS = 0.045;

  /** The lengths of the all-passes, by the same. */
  private static final double[] DIFFUSION = {0.043, 0.071, 0.113, 0.173};

  private static final float DIFFUSE = 0.6f;
  private static final double BRIGHT_HZ = 5000;
  private static final double HIGHEST = 0.45;

  /** 180 dB below full scale is silence, and three times the reverberation is as much. */
  private static final float SILENCE = 1e-9f;

  private static final double REST_TIMES = 3;

  /** What leaves the lines alternates in sign, so that it does not add up at the lowest pitch. */
  private static final float[] OUTWARD = {1, -1, 1, 1, -1, 1, -1, -1};

  private final float dry;
  private final float wet;
  private final int rest;
  private final Delay preDelay;
  private final Delay[] diffusers = new Delay[DIFFUSION.length];

  /** Eight samples for each frame: one of each line. */
  private final float[] lines;

  private final int mask;
  private final int[] lengths = new int[LINES];
  private final float[] pass = new float[LINES];
  private final float[] keep = new float[LINES];
  private final float[] damped = new float[LINES];
  private final float[] mixed = new float[LINES];
  private int index;
  private int quiet;

  RoomStream(Reverb reverb, int sampleRate) {
    double mean = MEAN_SECONDS * Math.sqrt(reverb.seconds()) * sampleRate;
    double hertz = Math.min(BRIGHT_HZ, HIGHEST * sampleRate);
    double bright = 2 * Math.PI * hertz / sampleRate;
    // What is lost to air and walls grows with the square of the frequency.
    double square = hertz * hertz / (BRIGHT_HZ * BRIGHT_HZ);
    double brightness = 1 / (1 + (1 / reverb.brightness() - 1) * square);
    double longest = reverb.seconds() * sampleRate;
    double lap = 0;
    int prime = 0;
    for (int i = 0; i < LINES; i++) {
      prime = primeFrom(Math.max(prime + 1, (int) (SPREAD[i] * mean)));
      lengths[i] = prime;
      double below = decay(prime, longest);
      double above = decay(prime, reverb.seconds() * brightness * sampleRate);
      double pole = pole(above / below, bright);
      keep[i] = (float) pole;
      pass[i] = (float) (below * (1 - pole) / Math.sqrt(LINES));
      lap += below * below / LINES;
    }
    mask = Integer.highestOneBit(prime) * 2 - 1;
    lines = new float[(mask + 1) * LINES];
    for (int i = 0; i < diffusers.length; i++) {
      diffusers[i] = new Delay(primeFrom((int) (DIFFUSION[i] * mean)));
    }
    preDelay = new Delay((int) Math.round(reverb.preDelayMs() * sampleRate / 1000));
    dry = (float) Math.sqrt(1 - reverb.mix());
    // Each lap leaves a share of the power of the lap before: the sum is that of a geometric row.
    wet = (float) Math.sqrt(reverb.mix() * (1 - lap) / lap);
    rest = (int) ((REST_TIMES * reverb.seconds() + reverb.preDelayMs() / 1000) * sampleRate);
    reset();
  }

  private static double decay(double frames, double framesFor60Db) {
    return StrictMath.pow(10, -3 * frames / framesFor60Db);
  }

  /** Of a low pass of first order whose gain at an angular frequency is a ratio of that at 0. */
  private static double pole(double ratio, double angle) {
    double r = ratio * ratio;
    if (r >= 1) {
      return 0;
    }
    double b = (1 - r * StrictMath.cos(angle)) / (1 - r);
    return b - StrictMath.sqrt(b * b - 1);
  }

  private static int primeFrom(int number) {
    int candidate = Math.max(2, number);
    while (!prime(candidate)) {
      candidate++;
    }
    return candidate;
  }

  private static boolean prime(int number) {
    for (int divisor = 2; divisor * divisor <= number; divisor++) {
      if (number % divisor == 0) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void process(float[] samples, int offset, int frames, long position) {
    for (int i = offset; i < offset + frames; i++) {
      float x = samples[i];
      float room = awake(x) ? reverberate(x) : 0;
      samples[i] = dry * x + wet * room;
    }
  }

  /** False once what was said has died away; then everything is empty. */
  private boolean awake(float x) {
    if (Math.abs(x) >= SILENCE) {
      quiet = 0;
    } else if (quiet < rest) {
      quiet++;
      if (quiet == rest) {
        empty();
      }
    }
    return quiet < rest;
  }

  private float reverberate(float x) {
    float entering = preDelay.exchange(x);
    for (Delay diffuser : diffusers) {
      float late = diffuser.oldest();
      float inside = entering + DIFFUSE * late;
      diffuser.exchange(inside);
      entering = late - DIFFUSE * inside;
    }
    float leaving = 0;
    for (int k = 0; k < LINES; k++) {
      float arriving = lines[((index - lengths[k]) & mask) * LINES + k];
      damped[k] = pass[k] * arriving + keep[k] * damped[k];
      leaving += OUTWARD[k] * damped[k];
    }
    mix();
    int slot = index * LINES;
    for (int k = 0; k < LINES; k++) {
      lines[slot + k] = mixed[k] + entering;
    }
    index = (index + 1) & mask;
    return leaving;
  }

  /** The fast Walsh-Hadamard transform; its scale is in {@link #pass}. */
  private void mix() {
    float a0 = damped[0] + damped[1];
    float a1 = damped[0] - damped[1];
    float a2 = damped[2] + damped[3];
    float a3 = damped[2] - damped[3];
    float a4 = damped[4] + damped[5];
    float a5 = damped[4] - damped[5];
    float a6 = damped[6] + damped[7];
    float a7 = damped[6] - damped[7];
    float b0 = a0 + a2;
    float b1 = a1 + a3;
    float b2 = a0 - a2;
    float b3 = a1 - a3;
    float b4 = a4 + a6;
    float b5 = a5 + a7;
    float b6 = a4 - a6;
    float b7 = a5 - a7;
    mixed[0] = b0 + b4;
    mixed[1] = b1 + b5;
    mixed[2] = b2 + b6;
    mixed[3] = b3 + b7;
    mixed[4] = b0 - b4;
    mixed[5] = b1 - b5;
    mixed[6] = b2 - b6;
    mixed[7] = b3 - b7;
  }

  private void empty() {
    Arrays.fill(lines, 0);
    Arrays.fill(damped, 0);
    preDelay.reset();
    for (Delay diffuser : diffusers) {
      diffuser.reset();
    }
  }

  @Override
  public void reset() {
    empty();
    index = 0;
    quiet = rest;
  }

  /** Samples that come out as many frames after they went in. */
  private static final class Delay {

    private final float[] samples;
    private int index;

    Delay(int frames) {
      samples = new float[frames];
    }

    float oldest() {
      return samples[index];
    }

    float exchange(float x) {
      if (samples.length == 0) {
        return x;
      }
      float late = samples[index];
      samples[index] = x;
      index = index + 1 == samples.length ? 0 : index + 1;
      return late;
    }

    void reset() {
      Arrays.fill(samples, 0);
      index = 0;
    }
  }
}
