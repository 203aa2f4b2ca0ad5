package io.makebeliv.pipeline;

import io.makebeliv.MuteReason;
import io.makebeliv.fluctuation.Fluctuation;
import io.makebeliv.inference.BackendSession;
import io.makebeliv.inference.InferenceBackend;
import io.makebeliv.inference.StepControls;
import io.makebeliv.inference.StepFormat;
import io.makebeliv.inference.VoiceSettings;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Runs a backend step by step and checks what comes out, on whichever thread. */
final class StepConverter implements StepRunner {

  /** 36 dB over full scale: no voice, however hot. */
  private static final float LOUDEST = 64;

  /** Longer than voices remember what they heard. */
  private static final double REST_SECONDS = 1;

  /** -90 dB: nothing that would be missed. */
  private static final float INAUDIBLE = 3e-5f;

  private final BackendSession session;
  private final StepControls controls;
  private final ControlGlide glide;
  private final @Nullable LeakGuard guard;
  private final @Nullable PitchDrift drift;

  /** The guard's own: a backend may write over what it was given. */
  private final float[] heard;

  private final int restAfter;
  private int silent;

  StepConverter(
      InferenceBackend backend, BackendSession session, VoiceSettings initial, StreamSetup setup) {
    this.session = session;
    StepFormat format = session.format();
    controls = new StepControls(format.inputStep());
    // Where a voice takes no pitch control, its pitch moves behind it instead.
    drift = PitchDrift.behind(backend, format, setup);
    glide =
        new ControlGlide(
            format,
            initial,
            new PitchMotion(
                backend,
                drift == null ? setup.finish().fluctuation() : Fluctuation.off(),
                format.inputRate(),
                format.inputStep(),
                setup.seed()));
    guard = setup.guards(backend) ? new LeakGuard(session.format()) : null;
    heard = new float[session.format().inputStep()];
    restAfter = (int) (REST_SECONDS * session.format().inputRate());
  }

  @Override
  public @Nullable MuteReason run(
      float[] input, float[] output, HeardRange range, VoiceSettings target, long position) {
    glide.fill(controls, input, range, position, target);
    System.arraycopy(input, 0, heard, 0, heard.length);
    boolean resting = silent >= restAfter && rests();
    MuteReason fault = resting ? null : convert(input, output);
    if (resting || fault != null) {
      Arrays.fill(output, 0);
    }
    silent = isBelow(0, heard) && isBelow(INAUDIBLE, output) ? silent + heard.length : 0;
    boolean leaking = guard != null && guard.leaks(heard, output);
    if (drift != null) {
      drift.process(output, position);
    }
    return fault == null && leaking ? MuteReason.LEAK : fault;
  }

  private boolean rests() {
    try {
      return isBelow(0, heard) && session.rest(controls);
    } catch (RuntimeException | Error failure) {
      // Then it has to convert, and what is wrong with it shows there.
      return false;
    }
  }

  private static boolean isBelow(float most, float[] samples) {
    for (float sample : samples) {
      if (!(Math.abs(sample) <= most)) {
        return false;
      }
    }
    return true;
  }

  private @Nullable MuteReason convert(float[] input, float[] output) {
    // On the audio thread whatever goes wrong is counted by the caller, never logged or thrown.
    // A backend that failed starts afresh: its state cannot be trusted.
    try {
      session.convert(input, output, controls);
      if (isSound(output)) {
        return null;
      }
      session.reset();
      return MuteReason.NOT_FINITE;
    } catch (RuntimeException | Error failure) {
      return resetAfterFault();
    }
  }

  private MuteReason resetAfterFault() {
    try {
      session.reset();
    } catch (RuntimeException | Error failure) {
      // Then the next step fails as well, and is silent as well.
    }
    return MuteReason.BACKEND_FAULT;
  }

  /** Finite, and not so absurdly loud that a filter behind it could overflow. */
  private static boolean isSound(float[] samples) {
    boolean sound = true;
    for (float sample : samples) {
      sound &= Math.abs(sample) <= LOUDEST;
    }
    return sound;
  }

  @Override
  public int stepsBehind() {
    return 0;
  }

  @Override
  public int driftFrames() {
    return drift == null ? 0 : drift.delay();
  }

  @Override
  public void join(long position) {
    glide.join(position);
    if (drift != null) {
      drift.join(position);
    }
  }

  @Override
  public void reset(VoiceSettings initial) {
    session.reset();
    silent = 0;
    if (drift != null) {
      drift.reset();
    }
    glide.reset(initial);
    if (guard != null) {
      guard.reset();
    }
  }

  @Override
  public void close() {
    session.close();
  }
}
