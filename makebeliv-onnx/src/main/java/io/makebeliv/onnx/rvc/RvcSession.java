package io.makebeliv.onnx.rvc;

import io.makebeliv.inference.BackendSession;
import io.makebeliv.inference.StepControls;
import io.makebeliv.inference.StepFormat;
import io.makebeliv.inference.StreamContext;
import io.makebeliv.onnx.RvcSettings;
import io.makebeliv.onnx.f0.F0Track;
import io.makebeliv.onnx.f0.Transposition;
import io.makebeliv.onnx.f0.Unvoiced;
import java.util.Arrays;
import java.util.function.Supplier;

/**
 * One stream through an RVC voice: with every chunk the encoder hears a window of the past, or what
 * of it is new ({@link ContentEncoder.Listener}), and the synthesizer speaks its end, in the way
 * its graph allows ({@link Decoding}).
 */
public final class RvcSession implements BackendSession {

  private static final int FRAME = ContentEncoder.SAMPLE_RATE / Synthesizer.FRAME_RATE;

  /** Tells the noise of the source from that of the latent. */
  static final long SOURCE = 0x536f757263654e6fL;

  private final Plan plan;
  private final StepFormat format;
  private final boolean pitched;
  private final Decoding decoding;
  private final Stretch stretch;
  private final Content content;
  private final PitchFollower follower;
  private final F0Track track;
  private final Unvoiced unvoiced;

  private final float[] signal;
  private final float[] semitones;

  /** The pitch at which each frame is to stay, or 0 where it follows the speaker. */
  private final float[] targets;

  /** How wide the melody is to be at each frame, and around which pitch. */
  private final float[] contrasts;

  private final float[] centres;

  private final float[] heard;
  private final float[] hertz;

  /** Absolute number of the frame that the next sample begins, if none is missed. */
  private long frames;

  /**
   * Opens a stream.
   *
   * @param parts the voice's networks; they outlive the session
   * @param settings how they are run
   * @param context seed of the stream
   */
  public RvcSession(RvcParts parts, RvcSettings settings, StreamContext context) {
    Synthesizer voice = parts.synthesizer();
    plan = Plan.of(settings, voice);
    stretch = new Stretch(plan);
    pitched = voice.pitched();
    int upp = voice.samplesPerFrame();
    format =
        new StepFormat(
            ContentEncoder.SAMPLE_RATE,
            voice.sampleRate(),
            plan.chunk() * FRAME,
            plan.chunk() * upp,
            plan.tail() * upp);
    decoding =
        voice.carries()
            ? new CarriedDecoding(voice, plan, settings, context.seed())
            : new WindowedDecoding(voice, plan, stretch, settings, context.seed());
    content =
        orClose(
            decoding,
            () ->
                new Content(
                    parts
                        .encoder()
                        .open(plan.heard() * FRAME, plan.chunk() * FRAME, voice.channels()),
                    parts.index(),
                    plan,
                    voice.channels(),
                    settings.indexRate(),
                    settings.protect()));
    follower = orClose(content, () -> orClose(decoding, () -> parts.follow(plan.chunk() * FRAME)));
    track = new F0Track(2 * plan.heard());
    unvoiced = settings.bridged() ? Unvoiced.BRIDGED : Unvoiced.ZERO;
    // A frame more than is heard: rows that last two may end a frame before the newest.
    signal = new float[Math.max((plan.heard() + 1) * FRAME, follower.window())];
    semitones = new float[plan.heard()];
    targets = new float[plan.heard()];
    contrasts = new float[plan.heard()];
    Arrays.fill(contrasts, 1);
    centres = new float[plan.heard()];
    heard = new float[plan.heard()];
    hertz = new float[plan.synthesised()];
  }

  /** Opens the next part, or closes the one before it: it would hold its graph open for good. */
  private static <T> T orClose(AutoCloseable before, Supplier<T> opening) {
    try {
      return opening.get();
    } catch (RuntimeException | Error e) {
      try {
        before.close();
      } catch (Exception also) {
        e.addSuppressed(also);
      }
      throw e;
    }
  }

  @Override
  public StepFormat format() {
    return format;
  }

  @Override
  public void convert(float[] input, float[] output, StepControls controls) {
    arrive(controls);
    slide(signal, input.length);
    System.arraycopy(input, 0, signal, signal.length - input.length, input.length);
    goOn(controls);
    if (pitched) {
      follow();
    }
    decoding.speak(content.hear(signal, hertz, stretch), hertz, signal, frames, output);
  }

  /**
   * Goes to where a step begins. Between it and the one before lies what was dropped or failed, or
   * all that was said before this voice joined: it counts as silence, so that what is known of the
   * past stays at its time.
   */
  private void arrive(StepControls controls) {
    long beginning = controls.position() / FRAME;
    if (beginning < frames) {
      reset();
    }
    long missed = beginning - frames;
    if (missed > 0) {
      int samples = (int) Math.min(missed * FRAME, signal.length);
      slide(signal, samples);
      Arrays.fill(signal, signal.length - samples, signal.length, 0);
      slideControls((int) Math.min(missed, plan.heard()));
      follower.reset();
      content.skip(missed * FRAME);
      frames = beginning;
    }
  }

  private void goOn(StepControls controls) {
    slideControls(plan.chunk());
    int kept = semitones.length - plan.chunk();
    for (int k = 0; k < plan.chunk(); k++) {
      semitones[kept + k] = controls.pitchSemitones()[k * FRAME];
      targets[kept + k] = controls.targetHz()[k * FRAME];
      contrasts[kept + k] = controls.contrast()[k * FRAME];
      centres[kept + k] = controls.centreHz()[k * FRAME];
    }
    frames += plan.chunk();
    stretch.move(frames);
  }

  private void slideControls(int by) {
    slide(semitones, by);
    slide(targets, by);
    slide(contrasts, by);
    slide(centres, by);
  }

  private static void slide(float[] past, int by) {
    System.arraycopy(past, by, past, 0, past.length - by);
  }

  private void follow() {
    follower.follow(signal, frames, track);
    track.give(frames - plan.heard(), plan.heard(), heard, 0);
    unvoiced.fill(heard, 0, heard.length);
    for (int k = 0; k < hertz.length; k++) {
      hertz[k] = (float) (spoken(k) / plan.ratio());
    }
  }

  /** What the pitch of a frame is to be once it is read; 0 if unvoiced, or never heard. */
  private double spoken(int frame) {
    double place = stretch.place(frame);
    int before = (int) Math.floor(place);
    double share = place - before;
    float one = known(before);
    float other = share == 0 ? one : known(before + 1);
    if (one == 0 || other == 0) {
      return share < 0.5 ? one : other;
    }
    return one + share * (other - one);
  }

  private float known(int frame) {
    return frame < 0 ? 0 : wanted(Math.min(frame, plan.heard() - 1));
  }

  /** The pitch of a frame that was heard: the speaker's or the target's, moved; 0 if unvoiced. */
  private float wanted(int frame) {
    boolean held = heard[frame] > 0 && targets[frame] > 0;
    float from = held ? targets[frame] : heard[frame];
    double shift =
        StepControls.shift(semitones[frame], contrasts[frame], centres[frame], heard[frame]);
    return (float) (from * Transposition.factor(shift));
  }

  @Override
  public boolean rest(StepControls controls) {
    // A second of silence is behind it. What was said before that is no longer missed.
    arrive(controls);
    forget();
    decoding.rest();
    goOn(controls);
    return true;
  }

  private void forget() {
    Arrays.fill(signal, 0);
    track.reset();
    follower.reset();
    content.reset();
  }

  @Override
  public void reset() {
    forget();
    decoding.reset();
    Arrays.fill(semitones, 0);
    Arrays.fill(targets, 0);
    Arrays.fill(contrasts, 1);
    Arrays.fill(centres, 0);
    Arrays.fill(heard, 0);
    Arrays.fill(hertz, 0);
    frames = 0;
  }

  @Override
  public void close() {
    decoding.close();
    content.close();
    follower.close();
  }
}
