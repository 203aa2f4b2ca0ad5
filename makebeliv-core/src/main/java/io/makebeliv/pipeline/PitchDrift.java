package io.makebeliv.pipeline;

import io.makebeliv.dsp.FractionalDelay;
import io.makebeliv.fluctuation.Fluctuation;
import io.makebeliv.inference.InferenceBackend;
import io.makebeliv.inference.StepFormat;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Moves the pitch of a voice that takes no pitch control, a little, behind it: by a delay that
 * grows where the pitch is to be lower and shrinks where it is to be higher. A pitch that stays off
 * would need an endless delay, so the delay is drawn back to its mean with a time constant of 150
 * ms. What is slower than about a second is therefore lost; what one hears as life is faster.
 *
 * <p>Because pitch and vibrato are bounded, so is the delay; its mean is the stage's latency.
 */
final class PitchDrift {

  static final double LEAK_SECONDS = 0.15;

  private static final double SLOWEST_VIBRATO_HZ = 4.5;
  private static final double CENTS_PER_OCTAVE = 1200;
  private static final double NEPER_PER_SEMITONE = Math.log(2) / 12;

  /** So many frames from the mean, it is there. */
  private static final double ARRIVED = 1e-6;

  private final PitchMotion motion;
  private final FractionalDelay line;
  private final int mean;
  private final double leak;
  private final StepFormat format;
  private final float[] semitones;
  private final float[] freedom;
  private double excess;

  private PitchDrift(InferenceBackend backend, StepFormat format, StreamSetup setup) {
    int rate = format.outputRate();
    motion =
        new PitchMotion(
            backend, setup.finish().fluctuation(), rate, format.outputStep(), setup.seed());
    double most = mostSeconds(setup.finish().fluctuation()) * rate;
    mean = (int) Math.ceil(most) + FractionalDelay.REACH;
    line = new FractionalDelay(2 * mean, format.outputStep());
    leak = 1 / (LEAK_SECONDS * rate);
    this.format = format;
    semitones = new float[format.outputStep()];
    freedom = new float[format.outputStep()];
    Arrays.fill(freedom, 1);
  }

  /** Makes one, where there is a voice that needs it and a pitch that moves. */
  static @Nullable PitchDrift behind(
      InferenceBackend backend, StepFormat format, StreamSetup setup) {
    boolean needed = !backend.followsPitch() && setup.finish().fluctuation().mostCents() > 0;
    return needed ? new PitchDrift(backend, format, setup) : null;
  }

  /** How far from its mean the delay can be. */
  private static double mostSeconds(Fluctuation fluctuation) {
    double wandering = speed(fluctuation.pitch().bound()) * LEAK_SECONDS;
    double swinging = speed(fluctuation.vibratoCents()) / (2 * Math.PI * SLOWEST_VIBRATO_HZ);
    // The two together are more than the sum, by what speed() bends; and a swing that has just
    // begun lies to one side.
    return 1.1 * (wandering + 2 * swinging);
  }

  private static double speed(double cents) {
    return Math.pow(2, cents / CENTS_PER_OCTAVE) - 1;
  }

  /** By how many output frames it delays. */
  int delay() {
    return mean;
  }

  /**
   * Moves a step's pitch.
   *
   * @param output the converted step, changed in place
   * @param position absolute index of the step's first input frame
   */
  void process(float[] output, long position) {
    Arrays.fill(semitones, 0);
    motion.add(semitones, freedom, output, outputPosition(position));
    line.write(output, output.length);
    for (int i = 0; i < output.length; i++) {
      if (semitones[i] != 0 || excess != 0) {
        double faster = Math.exp(semitones[i] * NEPER_PER_SEMITONE) - 1;
        excess -= faster + leak * excess;
        boolean arrived = semitones[i] == 0 && Math.abs(excess) < ARRIVED;
        double most = mean - FractionalDelay.REACH;
        excess = arrived ? 0 : Math.max(-most, Math.min(most, excess));
      }
      output[i] = line.read(i, output.length, mean + excess);
    }
  }

  private long outputPosition(long position) {
    return position * format.outputRate() / format.inputRate();
  }

  /** Prepares for joining a stream under way; see {@link PitchMotion#join}. */
  void join(long position) {
    motion.join(outputPosition(position));
  }

  void reset() {
    motion.reset();
    line.reset();
    excess = 0;
  }
}
