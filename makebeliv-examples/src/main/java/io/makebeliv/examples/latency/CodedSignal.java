package io.makebeliv.examples.latency;

import java.util.SplittableRandom;
import org.jtransforms.fft.FloatFFT_1D;

/**
 * A noise that is known in every sample and like itself at no other time: random phases under a
 * flat spectrum, in the band that any loudspeaker, microphone or codec lets through. It begins at
 * frame 0, with silence before, and comes again only after longer than any delay that is looked
 * for.
 */
final class CodedSignal {

  /** Quiet enough for any ear, loud enough for any loop. */
  private static final double LEVEL_RMS = 0.05;

  private static final double LOWEST_HZ = 300;
  private static final double HIGHEST_HZ = 5000;
  private static final double HIGHEST_OF_RATE = 0.4;
  private static final double LEAST_SECONDS = 2.2;
  private static final long SEED = 0x6D616B6562656C69L;

  private final float[] period;
  private final double steepness;

  CodedSignal(int sampleRate) {
    int length = powerOfTwo(LEAST_SECONDS * sampleRate);
    period = new float[length];
    double binsPerHertz = (double) length / sampleRate;
    int first = (int) Math.ceil(LOWEST_HZ * binsPerHertz);
    int last = (int) (Math.min(HIGHEST_HZ, HIGHEST_OF_RATE * sampleRate) * binsPerHertz);
    double amplitude = LEVEL_RMS * length / Math.sqrt(2.0 * (last - first + 1));
    SplittableRandom random = new SplittableRandom(SEED);
    for (int bin = first; bin <= last; bin++) {
      double phase = 2 * Math.PI * random.nextDouble();
      period[2 * bin] = (float) (amplitude * Math.cos(phase));
      period[2 * bin + 1] = (float) (amplitude * Math.sin(phase));
    }
    new FloatFFT_1D(length).realInverse(period, true);
    double squares = ((double) first * first + (double) first * last + (double) last * last) / 3;
    steepness = 2 * Math.PI * Math.sqrt(squares) / length;
  }

  /** How much it changes from frame to frame against its level, both root mean square. */
  double steepness() {
    return steepness;
  }

  static int powerOfTwo(double least) {
    return Integer.highestOneBit((int) Math.ceil(least) - 1) << 1;
  }

  /** The sample at a frame; 0 before frame 0. */
  float at(long frame) {
    return frame < 0 ? 0 : period[(int) (frame & (period.length - 1))];
  }
}
