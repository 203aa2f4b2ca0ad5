package io.makebeliv.effect;

import io.makebeliv.dsp.Biquad;
import io.makebeliv.dsp.Cascade;
import io.makebeliv.dsp.Keys;
import java.util.ArrayList;
import java.util.List;

/**
 * A voice from a telephone or a radio: a narrow band, driven into saturation, with static that
 * comes and goes with the voice.
 *
 * <p>Both edges are 3 dB down, and fall by 24 dB an octave below and 48 above. The upper one is
 * held below 0.45 of the sample rate. Saturation is averaged over the way from each sample to the
 * next (Parker, Zavalishin and Le Bivic, "Reducing the aliasing of nonlinear waveshaping using
 * continuous-time convolution", 2016), so that what it adds does not fold back as whistles, and
 * what it leaves of a soft voice is that voice.
 *
 * @param lowHz 50 to 1000 Hz: nothing below
 * @param highHz 1500 to 16000 Hz: nothing above
 * @param drive 0 to 10: full scale stays full scale, and soft voices become {@code sqrt(1 +
 *     drive²)} times as loud
 * @param hiss 0 to 1: the static, from none to 30 dB below full scale
 */
public record RadioBand(double lowHz, double highHz, double drive, double hiss) implements Effect {

  private static final Range LOW = new Range("the radio's lowHz", 50, 1000, "Hz");
  private static final Range HIGH = new Range("the radio's highHz", 1500, 16000, "Hz");
  private static final Range DRIVE = new Range("the radio's drive", 0, 10, "");
  private static final Range HISS = new Range("the radio's hiss", 0, 1, "");

  /**
   * Checks the ranges.
   *
   * @param lowHz 50 to 1000 Hz
   * @param highHz 1500 to 16000 Hz
   * @param drive 0 to 10
   * @param hiss 0 to 1
   * @throws IllegalArgumentException if a value is out of range; the message says which
   */
  public RadioBand {
    LOW.check(lowHz);
    HIGH.check(highHz);
    DRIVE.check(drive);
    HISS.check(hiss);
  }

  /**
   * The band of a telephone line, and nothing else.
   *
   * @return 300 to 3400 Hz
   */
  public static RadioBand telephone() {
    return new RadioBand(300, 3400, 0, 0);
  }

  /**
   * A hand-held radio.
   *
   * @return 400 to 3000 Hz, driven, with some static
   */
  public static RadioBand radio() {
    return new RadioBand(400, 3000, 2.5, 0.2);
  }

  /**
   * Changes the saturation.
   *
   * @param drive 0 to 10
   * @return the same but for that
   */
  public RadioBand withDrive(double drive) {
    return new RadioBand(lowHz, highHz, drive, hiss);
  }

  /**
   * Changes the static.
   *
   * @param hiss 0 to 1
   * @return the same but for that
   */
  public RadioBand withHiss(double hiss) {
    return new RadioBand(lowHz, highHz, drive, hiss);
  }

  @Override
  public Processor open(int sampleRate, long seed) {
    return new Stream(this, sampleRate, seed);
  }

  private static final class Stream implements Processor {

    private static final double HIGHEST = 0.45;
    private static final int TOP_ORDER = 8;
    private static final double LOUDEST_HISS = 0.0316 * Math.sqrt(3);
    private static final double CARRIER = 0.03;
    private static final double HOLD_SECONDS = 0.25;
    private static final double FALL_SECONDS = 0.05;

    private final Cascade before;
    private final Cascade after;
    private final double drive;
    private final double loudness;
    private final double hiss;
    private final long seed;
    private final PeakHold carrier;

    private double last;
    private double lastRoot = 1;

    Stream(RadioBand band, int sampleRate, long seed) {
      double top = Math.min(band.highHz, HIGHEST * sampleRate);
      List<Biquad> first = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        first.add(Biquad.highPass(sampleRate, band.lowHz, Biquad.butterworthQ(4, i)));
      }
      // The least and the most resonant go together, so that each half is a fair low pass.
      first.add(top(sampleRate, top, 0));
      first.add(top(sampleRate, top, 3));
      before = new Cascade(first);
      after = new Cascade(List.of(top(sampleRate, top, 1), top(sampleRate, top, 2)));
      drive = band.drive;
      loudness = StrictMath.sqrt(1 + drive * drive);
      hiss = band.hiss * LOUDEST_HISS;
      this.seed = seed;
      carrier = new PeakHold(sampleRate, HOLD_SECONDS, FALL_SECONDS);
    }

    private static Biquad top(int sampleRate, double hertz, int section) {
      return Biquad.lowPass(sampleRate, hertz, Biquad.butterworthQ(TOP_ORDER, section));
    }

    @Override
    public void process(float[] samples, int offset, int frames, long position) {
      if (hiss > 0) {
        addStatic(samples, offset, frames, position);
      }
      before.process(samples, offset, frames);
      if (drive > 0) {
        saturate(samples, offset, frames);
      }
      after.process(samples, offset, frames);
    }

    private void addStatic(float[] samples, int offset, int frames, long position) {
      for (int i = 0; i < frames; i++) {
        float x = samples[offset + i];
        double level = Math.min(1, carrier.follow(Math.abs(x)) / CARRIER);
        double noise = Keys.mix(seed ^ Keys.mix(position + i)) * 0x1p-63;
        samples[offset + i] = (float) (x + hiss / loudness * level * noise);
      }
    }

    /**
     * The curve is {@code x / sqrt(1 + x²)}. Its mean over the way from one sample to the next is
     * {@code (x0 + x1) / (sqrt(1 + x0²) + sqrt(1 + x1²))}. Only what that takes away from the mean
     * of the two is taken from the sample: so what is soft stays sharp.
     */
    private void saturate(float[] samples, int offset, int frames) {
      for (int i = offset; i < offset + frames; i++) {
        double x = drive * samples[i];
        double root = Math.sqrt(1 + x * x);
        double taken = (last + x) * (0.5 - 1 / (lastRoot + root));
        samples[i] = (float) (loudness / drive * (x - taken));
        last = x;
        lastRoot = root;
      }
    }

    @Override
    public void reset() {
      before.reset();
      after.reset();
      carrier.reset();
      last = 0;
      lastRoot = 1;
    }
  }
}
