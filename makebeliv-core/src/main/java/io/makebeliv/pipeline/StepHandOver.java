package io.makebeliv.pipeline;

import io.makebeliv.MuteReason;
import io.makebeliv.inference.StepFormat;
import io.makebeliv.inference.VoiceSettings;
import java.util.Arrays;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Runs each step on an executor and gives back the one before, so that a slow backend never blocks
 * the thread that carries the audio. A step that is not ready when its output is due is replaced by
 * silence; input that arrives while it is still running is dropped, so that lag never grows.
 */
final class StepHandOver implements StepRunner {

  private enum State {
    /** Nothing was handed over yet. */
    EMPTY,
    /** The executor has the step, and has not begun. */
    SUBMITTED,
    /** The step is being converted. */
    RUNNING,
    /** The step's output is there. */
    DONE,
    /**
     * Closed while the step was being converted; whoever does that closes the backend's session.
     */
    ABANDONED
  }

  private final StepConverter converter;
  private final Executor executor;
  private final StreamCounters counters;
  private final Runnable task = this::work;
  private final AtomicReference<State> state = new AtomicReference<>(State.EMPTY);

  // Handed over with the state: the audio thread owns them unless a step is running.
  private final float[] stepInput;
  private final float[] stepOutput;
  private VoiceSettings stepTarget;
  private long stepPosition;
  private @Nullable MuteReason stepFault;

  private boolean late;
  private boolean resetDue;

  StepHandOver(
      StepConverter converter,
      StepFormat format,
      VoiceSettings initial,
      Executor executor,
      StreamCounters counters) {
    this.converter = converter;
    this.executor = executor;
    this.counters = counters;
    stepInput = new float[format.inputStep()];
    stepOutput = new float[format.outputStep()];
    stepTarget = initial;
  }

  @Override
  public @Nullable MuteReason run(
      float[] input, float[] output, VoiceSettings target, long position) {
    if (state.get() == State.SUBMITTED || state.get() == State.RUNNING) {
      late = true;
      counters.stepDropped();
      return MuteReason.DEADLINE_MISSED;
    }
    if (resetDue) {
      reset(target);
    }
    MuteReason fault = collect(output);
    System.arraycopy(input, 0, stepInput, 0, input.length);
    stepTarget = target;
    stepPosition = position;
    state.set(State.SUBMITTED);
    try {
      executor.execute(task);
    } catch (RuntimeException | Error e) {
      // Rejected, or no thread to be had: this step is lost, the next one may be taken again.
      Arrays.fill(stepOutput, 0);
      stepFault = MuteReason.BACKEND_FAULT;
      state.set(State.DONE);
    }
    return fault;
  }

  private @Nullable MuteReason collect(float[] output) {
    if (state.get() == State.EMPTY) {
      Arrays.fill(output, 0);
      return null;
    }
    if (late) {
      // It belongs to a time that has passed.
      late = false;
      return MuteReason.DEADLINE_MISSED;
    }
    System.arraycopy(stepOutput, 0, output, 0, output.length);
    return stepFault;
  }

  /** Runs on the executor; does nothing if the step was given up before it began. */
  private void work() {
    if (!state.compareAndSet(State.SUBMITTED, State.RUNNING)) {
      return;
    }
    stepFault = converter.run(stepInput, stepOutput, stepTarget, stepPosition);
    if (!state.compareAndSet(State.RUNNING, State.DONE)) {
      converter.close();
    }
  }

  @Override
  public int stepsBehind() {
    return 1;
  }

  @Override
  public void reset(VoiceSettings initial) {
    // A step not begun may have been lost by the executor: it is given up.
    state.compareAndSet(State.SUBMITTED, State.EMPTY);
    resetDue = state.get() == State.RUNNING;
    late = resetDue;
    if (!resetDue) {
      converter.reset(initial);
      state.set(State.EMPTY);
    }
  }

  @Override
  public void close() {
    state.compareAndSet(State.SUBMITTED, State.EMPTY);
    if (!state.compareAndSet(State.RUNNING, State.ABANDONED)) {
      converter.close();
    }
  }
}
