package io.makebeliv.ambience;

import io.makebeliv.dsp.Chance;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A café: talkers at several distances, crockery, and the room that answers to them. Some talkers
 * are near enough to be heard straight; the others come by way of the room alone. Together they
 * have the long-term spectrum of speech ({@link SpeechSpectrum}), and a murmur of many more, {@link
 * #murmur}, fills the gaps.
 */
final class Cafe implements Sound {

  private static final int TALKERS = 16;
  private static final int NEAR = 6;
  private static final double LOWEST_F0 = 90;
  private static final double HIGHEST_F0 = 250;

  private static final double TAIL_SECONDS = 0.65;
  private static final double TOP_HZ = 9000;

  /** The share of the power that comes straight; the rest comes by way of the room. */
  private static final double STRAIGHT = 0.35;

  /** Power of what has been put together, measured over ten minutes. */
  private static final double MEASURED_DB = 3.9;

  private static final float LEVEL = (float) Math.pow(10, -MEASURED_DB / 20);

  /** Six talkers of falling loudness come straight, and sixteen by way of the room. */
  private static final double FAR_GAIN = Math.sqrt(3.18 / TALKERS);

  /** Seconds in which the room's answer falls by 60 dB. */
  private static final double[] REVERBERATION_HZ = {125, 500, 1000, 2000, 4000, 8000};

  private static final double[] REVERBERATION = {0.95, 0.85, 0.75, 0.65, 0.5, 0.35};

  private final int hop;
  private final Talker[] talkers = new Talker[TALKERS];
  private final Crockery crockery;
  private final Reverb reverb;
  private final float[] straight;
  private final float[] room;
  private long next = Long.MIN_VALUE;

  /**
   * What the room had heard before a stream's beginning: streams go back there on audio threads.
   */
  private @Nullable Reverb beginning;

  Cafe(int sampleRate, long key) {
    hop = hop(sampleRate);
    VocalTract tract = new VocalTract(sampleRate, hop, Cafe::source);
    for (int i = 0; i < TALKERS; i++) {
      long k = Chance.key(key, i);
      // Spread over the range, and shuffled over the distances: 7 and 16 have no common factor.
      double place = (i * 7 % TALKERS + Chance.uniform(k, 0)) / TALKERS;
      double f0 = LOWEST_F0 * Math.pow(HIGHEST_F0 / LOWEST_F0, place);
      double syllable = 1 / Chance.between(k, 1, 3.4, 4.7);
      double slot = Chance.between(k, 2, 2.3, 4.7);
      double near = i < NEAR ? 1 - 0.6 * i / (NEAR - 1) : 0;
      talkers[i] = new Talker(tract, sampleRate, k, f0, syllable, slot, near, 1);
    }
    crockery = new Crockery(sampleRate, Chance.key(key, 100));
    int bins = (int) Math.min(hop, Math.ceil(TOP_HZ * 1.1 * 2 * hop / sampleRate));
    reverb = new Reverb(hop, response(sampleRate, Chance.key(key, 101)), bins);
    straight = new float[2 * hop];
    room = new float[2 * hop];
  }

  /** About 25 ms: as long as a response of the vocal tract. */
  private static int hop(int sampleRate) {
    int size = 256;
    while (size < 0.02 * sampleRate) {
      size *= 2;
    }
    return size;
  }

  /** The murmur of all the others. */
  static Sound murmur(int sampleRate, long key) {
    int frame = ShapedNoise.frame(sampleRate);
    float[] power = Spectrum.bins(frame, sampleRate, SpeechSpectrum::density);
    return new ShapedNoise(frame, sampleRate, key, seconds -> power);
  }

  /** What talkers are to sound like so that straight and by way of the room it is speech. */
  private static double source(double hertz) {
    // The beginning of the room's answer lacks some highs, and few voices are as low as the lows.
    double high = Math.min(9, 6.5 * Math.max(0, Math.log(hertz / 2700) / Math.log(2)));
    double low = Math.min(2, 3 * Math.max(0, Math.log(170 / hertz) / Math.log(2)));
    double lift = Math.pow(10, (high + low) / 10);
    return lift * SpeechSpectrum.density(hertz) / (STRAIGHT + (1 - STRAIGHT) * answer(hertz));
  }

  /** Power of the room's answer against that at 1 kHz: its loudness and its air. */
  private static double answer(double hertz) {
    double octaves = Math.log(hertz / 1000) / Math.log(2);
    double air = Math.pow(10, -0.15 * Math.max(0, octaves));
    double top = Math.max(0, Math.min(1, (TOP_HZ - hertz) / (0.2 * TOP_HZ)));
    return air * top;
  }

  private static double reverberation(double hertz) {
    return SpeechSpectrum.interpolated(REVERBERATION_HZ, REVERBERATION, hertz);
  }

  /** Noise that dies away, sooner the higher it is. */
  private static float[] response(int sampleRate, long key) {
    int frame = hop(sampleRate);
    int length = (int) (TAIL_SECONDS * sampleRate);
    float[] power = new float[frame / 2 + 1];
    double begin = 0.012;
    ShapedNoise.Shape shape =
        seconds -> {
          Arrays.fill(power, 0);
          for (int k = 1; k < frame / 2; k++) {
            double hertz = (double) k * sampleRate / frame;
            double rate = 6 * Math.log(10) / reverberation(hertz);
            // The integral over time is the answer.
            double decay = Math.exp(-rate * Math.max(0, seconds - begin)) * rate / sampleRate;
            power[k] = (float) (answer(hertz) * decay * 2 / frame);
          }
          return power;
        };
    ShapedNoise noise = new ShapedNoise(frame, sampleRate, key, shape);
    float[] hop = new float[frame / 2];
    float[] response = new float[length];
    for (int at = 0; at < length; at += hop.length) {
      noise.make(at / hop.length, hop);
      System.arraycopy(hop, 0, response, at, Math.min(hop.length, length - at));
    }
    int silent = (int) (0.006 * sampleRate);
    int fade = length / 5;
    for (int i = 0; i < length; i++) {
      double in = Math.max(0, Math.min(1, (i - silent) / (0.012 * sampleRate)));
      double out = Math.min(1, (double) (length - i) / fade);
      response[i] *= (float) (in * out * Math.sqrt((1 - STRAIGHT) / STRAIGHT) * FAR_GAIN);
    }
    return response;
  }

  @Override
  public int hop() {
    return hop;
  }

  @Override
  public void make(long index, float[] into) {
    if (index != next) {
      long first = index - reverb.memory() - 1;
      if (first < next && next < index) {
        // Not far ahead: what is missing between is all there is to make up.
        first = next;
      } else {
        if (index == 0 && beginning != null) {
          // The room has heard the hop before the last, which ends in the last.
          reverb.goBack(beginning);
          listenFrom(-2);
          talk(-2);
          forget();
          first = -1;
        } else {
          listenFrom(first);
        }
      }
      for (long i = first; i < index; i++) {
        if (i == -1 && beginning == null) {
          beginning = reverb.memento();
        }
        talk(i);
        reverb.take(room);
        forget();
      }
    }
    talk(index);
    reverb.take(room);
    reverb.give(into);
    for (int i = 0; i < hop; i++) {
      into[i] = LEVEL * (into[i] + straight[i]);
    }
    forget();
    next = index + 1;
  }

  private void listenFrom(long index) {
    Arrays.fill(straight, 0);
    Arrays.fill(room, 0);
    for (Talker talker : talkers) {
      talker.seek(index * hop);
    }
  }

  private void talk(long index) {
    long from = index * hop;
    for (Talker talker : talkers) {
      talker.talk(from, from + hop, straight, room);
    }
    crockery.add(from, hop, straight);
    crockery.add(from, hop, room);
  }

  /** What a hop's pulses say after its end is what the next one begins with. */
  private void forget() {
    System.arraycopy(straight, hop, straight, 0, hop);
    System.arraycopy(room, hop, room, 0, hop);
    Arrays.fill(straight, hop, 2 * hop, 0);
    Arrays.fill(room, hop, 2 * hop, 0);
  }
}
