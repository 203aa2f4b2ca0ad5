package io.makebeliv.pitchshift;

import io.makebeliv.dsp.Biquad;
import io.makebeliv.dsp.Cascade;
import io.makebeliv.dsp.Keys;
import java.util.Arrays;
import java.util.List;
import org.jtransforms.fft.FloatFFT_1D;

/**
 * The unvoiced part: noise with the envelopes of the source, in frequency and in time. Nothing of
 * the source's waveform gets through, only how loud it is around each frequency and each instant.
 *
 * <p>The source is first evened out in time, then its spectrum is smoothed over several hundred
 * hertz, so that no harmonic can be told; noise of random phase under that spectrum is overlapped
 * and added, and takes the loudness in time back on. Loudness is followed on each side of an
 * instant apart, so that a burst after silence stays as sharp as it was.
 *
 * <p>It does not hear what lies below all speech sounds that are noise. The hum of the mains there,
 * smoothed like everything else, would come out as a hiss.
 *
 * <p>The noise is a function of the seed and the absolute index of the frame alone.
 */
final class Noise {

  private static final double FRAME_SECONDS = 0.0105;

  /** Half the width of the smoothing over frequency, Hz. */
  private static final double SMOOTHING_HZ = 280;

  /** The mains and its second harmonic are below, the lowest formants of a whisper above. */
  private static final double LOWEST_HZ = 150;

  private static final int ORDER = 4;

  private static final double BLOCK_SECONDS = 0.001;
  private static final int SIDE_BLOCKS = 5;
  private static final int KEPT_BLOCKS = 256;
  private static final float FLOOR = 1e-9f;

  /** One over the coverage that counts as voiced altogether. */
  private static final float FULLY_VOICED = 1 / 0.6f;

  private final History source;
  private final Control formant;
  private final Cascade highPass;
  private final float[] arriving;
  private final int frame;
  private final int hop;
  private final int block;

  /** How far each sample of a block lies between the middle before it and the one after. */
  private final float[] between;

  private final float[] share;
  private final float[] loudness;
  private final float[] window;
  private final float[] spectrum;
  private final float[] power;
  private final float[] running;
  private final double[] sums;
  private final FloatFFT_1D fft;
  private final float[] overlap;
  private final int smoothing;
  private final float scale;

  // Mean square of each block, and the loudness around it; block b spans [b, b + 1) * block.
  private final float[] blockPower = new float[KEPT_BLOCKS];
  private final float[] level = new float[KEPT_BLOCKS];
  private long powers;
  private long levels;

  private long key;
  private long frames;

  /**
   * Makes noise for a stream.
   *
   * @param step samples that arrive at a time
   * @param kept samples of the past that are asked for
   * @param formant the factor on the formants, for every sample of the source
   */
  Noise(int sampleRate, int step, int kept, Control formant) {
    this.formant = formant;
    source = new History(kept);
    arriving = new float[step];
    highPass =
        new Cascade(
            List.of(
                Biquad.highPass(sampleRate, LOWEST_HZ, Biquad.butterworthQ(ORDER, 0)),
                Biquad.highPass(sampleRate, LOWEST_HZ, Biquad.butterworthQ(ORDER, 1))));
    int size = 64;
    while (size < FRAME_SECONDS * sampleRate) {
      size *= 2;
    }
    frame = size;
    hop = size / 2;
    block = Math.max(4, (int) Math.round(BLOCK_SECONDS * sampleRate));
    between = new float[block];
    for (int i = 0; i < block; i++) {
      between[i] = (2 * i + 1 - block % 2) / (2f * block);
    }
    share = new float[step];
    loudness = new float[Math.max(frame, step)];
    window = new float[frame];
    double energy = 0;
    for (int i = 0; i < frame; i++) {
      window[i] = (float) Math.sin(Math.PI * (i + 0.5) / frame);
      energy += window[i] * window[i];
    }
    spectrum = new float[frame];
    power = new float[hop + 1];
    running = new float[hop + 1];
    sums = new double[hop + 2];
    fft = new FloatFFT_1D(frame);
    overlap = new float[frame];
    smoothing = Math.max(1, (int) Math.round(SMOOTHING_HZ * frame / sampleRate));
    // A frame's spectrum holds the window's energy; the inverse divides by the length.
    scale = (float) Math.sqrt(frame / energy);
    reset(0);
  }

  /** Forgets the stream and begins again under a key. */
  void reset(long newKey) {
    key = newKey;
    source.reset();
    highPass.reset();
    frames = 0;
    powers = 0;
    levels = 0;
    Arrays.fill(blockPower, 0);
    Arrays.fill(level, 0);
    Arrays.fill(overlap, 0);
  }

  /** Hears the next step of the stream, and follows its loudness. */
  void listen(float[] samples) {
    System.arraycopy(samples, 0, arriving, 0, arriving.length);
    highPass.process(arriving, 0, arriving.length);
    source.add(arriving, arriving.length);
    float[] data = source.data();
    while ((powers + 1) * block <= source.end()) {
      int at = source.at(powers * block);
      float sum = 0;
      for (int i = 0; i < block; i++) {
        sum += data[at + i] * data[at + i];
      }
      blockPower[(int) powers & (KEPT_BLOCKS - 1)] = sum / block;
      powers++;
    }
    while (levels + SIDE_BLOCKS < powers) {
      level[(int) levels & (KEPT_BLOCKS - 1)] = loudness(levels);
      levels++;
    }
  }

  private float blockPower(long b) {
    return b < 0 ? 0 : blockPower[(int) b & (KEPT_BLOCKS - 1)];
  }

  /** Loudness around a block: of the side, before or after, that is more like the block itself. */
  private float loudness(long b) {
    float before = 0;
    float after = 0;
    for (int i = 0; i < SIDE_BLOCKS; i++) {
      before += blockPower(b - i);
      after += blockPower(b + i);
    }
    before = before / SIDE_BLOCKS + FLOOR * FLOOR;
    after = after / SIDE_BLOCKS + FLOOR * FLOOR;
    float here = blockPower(b) + FLOOR * FLOOR;
    float unlikeBefore = unlike(here, before);
    float unlikeAfter = unlike(here, after);
    float share = unlikeAfter / (unlikeBefore + unlikeAfter);
    return (float) Math.sqrt(share * before + (1 - share) * after);
  }

  private static float unlike(float a, float b) {
    float d = (a - b) / (a + b);
    float square = d * d;
    return square * square + 1e-3f;
  }

  /** Writes the loudness at each index of a stretch, between the middles of blocks. */
  private void levels(long index, float[] into, int length) {
    long twice = 2 * index + 1 - block;
    long b = Math.floorDiv(twice, 2L * block);
    int phase = (int) (twice - b * 2L * block) / 2;
    for (int done = 0; done < length; b++) {
      int part = Math.min(block - phase, length - done);
      float before = level(b);
      float rise = level(b + 1) - before;
      for (int i = 0; i < part; i++) {
        into[done + i] = before + between[phase + i] * rise;
      }
      done += part;
      phase = 0;
    }
  }

  private float level(long b) {
    return b < 0 ? 0 : level[(int) b & (KEPT_BLOCKS - 1)];
  }

  /**
   * Adds the noise to a stretch of output.
   *
   * @param index the output time of its first sample
   * @param length of the stretch, a step at most
   * @param coverage how much of each sample is voiced, 0 to 1
   * @param output what to add to
   */
  void add(long index, int length, float[] coverage, float[] output) {
    for (int done = 0; done < length; ) {
      // Frame f spans [f, f + 2) * hop: f and f - 1 are sounding.
      long sounding = Math.floorDiv(index + done, hop);
      int part = (int) Math.min(length - done, (sounding + 1) * hop - index - done);
      if (isHeard(coverage, done, part)) {
        if (sounding >= frames) {
          synthesise(sounding);
        }
        levels(index + done, loudness, part);
        int at = (int) Math.floorMod(index + done, (long) frame);
        for (int n = 0; n < part; n++) {
          output[done + n] += share[n] * loudness[n] * overlap[at + n];
        }
      }
      done += part;
    }
  }

  /** Finds the noise's share of each sample of a stretch, and whether there is any. */
  private boolean isHeard(float[] coverage, int from, int length) {
    boolean heard = false;
    for (int n = 0; n < length; n++) {
      // Windows of uneven periods add up to one only nearly: that makes no noise.
      float voiced = Math.min(1, coverage[from + n] * FULLY_VOICED);
      float power = (1 - voiced) * (1 + voiced);
      boolean some = power > 1e-4f;
      share[n] = some ? (float) Math.sqrt(power) : 0;
      heard |= some;
    }
    return heard;
  }

  /** Makes the noise of hop {@code sounding} complete, by the frames that cover it. */
  private void synthesise(long sounding) {
    if (frames == sounding && frames > 0) {
      // The frame before has left its second half in place; the other half is to be new.
      clearHop(sounding + 1);
      addFrame(sounding);
    } else {
      Arrays.fill(overlap, 0);
      addFrame(sounding - 1);
      clearHop(sounding + 1);
      addFrame(sounding);
    }
    frames = sounding + 1;
  }

  private void clearHop(long h) {
    int at = (int) Math.floorMod(h * hop, (long) frame);
    Arrays.fill(overlap, at, at + hop, 0);
  }

  private void addFrame(long f) {
    long begin = f * hop;
    float[] data = source.data();
    int at = source.at(begin);
    levels(begin, loudness, frame);
    for (int i = 0; i < frame; i++) {
      spectrum[i] = window[i] * data[at + i] / (loudness[i] + FLOOR);
    }
    fft.realForward(spectrum);
    power[0] = spectrum[0] * spectrum[0];
    power[hop] = spectrum[1] * spectrum[1];
    for (int k = 1; k < hop; k++) {
      float re = spectrum[2 * k];
      float im = spectrum[2 * k + 1];
      power[k] = re * re + im * im;
    }
    smooth(power, running);
    smooth(running, power);

    float ratio = Math.max(0.5f, Math.min(2, formant.get(begin + hop)));
    long frameKey = Keys.mix(key + begin);
    float narrower = 1 / ratio;
    for (int k = 0; k <= hop; k++) {
      float place = Math.min(hop - 1e-3f, k * narrower);
      int i = (int) place;
      float density = power[i] + (place - i) * (power[Math.min(hop, i + 1)] - power[i]);
      float amplitude = (float) Math.sqrt(density * narrower) * scale;
      long bits = Keys.mix(frameKey + k);
      if (k == 0) {
        spectrum[0] = 0;
      } else if (k == hop) {
        spectrum[1] = (bits & 1) == 0 ? amplitude : -amplitude;
      } else {
        int phase = (int) (bits >>> 54);
        spectrum[2 * k] = amplitude * COSINE[phase];
        spectrum[2 * k + 1] = amplitude * COSINE[(phase + 768) & 1023];
      }
    }
    fft.realInverse(spectrum, true);
    int half = (int) Math.floorMod(begin, (long) frame);
    int other = frame - half;
    for (int i = 0; i < other; i++) {
      overlap[half + i] += window[i] * spectrum[i];
    }
    for (int i = other; i < frame; i++) {
      overlap[i - other] += window[i] * spectrum[i];
    }
  }

  private static final float[] COSINE = new float[1024];

  static {
    for (int i = 0; i < COSINE.length; i++) {
      COSINE[i] = (float) Math.cos(2 * Math.PI * i / COSINE.length);
    }
  }

  /** The mean over a band around each bin; at the ends, over what there is of it. */
  private void smooth(float[] from, float[] to) {
    double sum = 0;
    for (int k = 0; k <= hop; k++) {
      sum += from[k];
      sums[k + 1] = sum;
    }
    int half = smoothing / 2 + 1;
    int middle = 2 * half + 1;
    for (int k = half; k <= hop - half; k++) {
      to[k] = (float) ((sums[k + half + 1] - sums[k - half]) / middle);
    }
    for (int k = 0; k < half; k++) {
      to[k] = (float) (sums[k + half + 1] / (k + half + 1));
      to[hop - k] = (float) ((sums[hop + 1] - sums[hop - k - half]) / (k + half + 1));
    }
  }
}
