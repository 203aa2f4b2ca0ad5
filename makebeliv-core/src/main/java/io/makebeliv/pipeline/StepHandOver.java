package io.makebeliv.pipeline;

import io.makebeliv.MuteReason;
import io.makebeliv.inference.StepFormat;
import io.makebeliv.inference.VoiceSettings;
import java.util.Arrays;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Runs each step on an executor and gives back the one that many steps before, so that a slow
 * backend never blocks the thread that carries the audio. A step that is not ready when its output
 * is due is replaced by silence; input that arrives while all that can be under way still is, is
 * dropped, so that lag never grows.
 *
 * <p>As many steps are under way as a host pushes in one block: they come in one go, and the next
 * chance to take their results is the next block.
 */
final class StepHandOver implements StepRunner {

  /** Nothing was handed over at that time: the stream had not begun. */
  private static final long NOTHING = -1;

  /** The input of that time was dropped. */
  private static final long DROPPED = -2;

  private enum State {
    /** Free. */
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

  /** A step under way. The audio thread owns all but the state, unless that is RUNNING. */
  private static final class Slot {
    private final AtomicReference<State> state = new AtomicReference<>(State.EMPTY);
    private final float[] input;
    private final float[] output;
    private final HeardRange range = new HeardRange();
    private VoiceSettings target;
    private long position;
    private long submission;
    private @Nullable MuteReason fault;

    Slot(StepFormat format, VoiceSettings initial) {
      input = new float[format.inputStep()];
      output = new float[format.outputStep()];
      target = initial;
    }

    boolean busy() {
      State now = state.get();
      return now == State.SUBMITTED || now == State.RUNNING;
    }
  }

  private final StepConverter converter;
  private final Executor executor;
  private final StreamCounters counters;
  private final Runnable task = this::work;

  /** The step submitted as number {@code n} is in slot {@code n % slots.length}. */
  private final Slot[] slots;

  private final AtomicLong submitted = new AtomicLong();

  /** Whether a thread is at work; it alone counts what was taken. */
  private final AtomicBoolean working = new AtomicBoolean();

  private long taken;

  // The audio thread's: which submission each of the last steps was, as a ring.
  private final long[] submissions;
  private int due;
  private boolean resetDue;

  /**
   * @param steps how many steps may be under way at a time, and the output is behind
   */
  StepHandOver(
      StepConverter converter,
      StepFormat format,
      VoiceSettings initial,
      int steps,
      Executor executor,
      StreamCounters counters) {
    this.converter = converter;
    this.executor = executor;
    this.counters = counters;
    slots = new Slot[steps];
    Arrays.setAll(slots, i -> new Slot(format, initial));
    submissions = new long[steps];
    Arrays.fill(submissions, NOTHING);
  }

  @Override
  public @Nullable MuteReason run(
      float[] input, float[] output, HeardRange range, VoiceSettings target, long position) {
    if (resetDue) {
      reset(target);
    }
    if (resetDue) {
      counters.stepDropped();
      return MuteReason.DEADLINE_MISSED;
    }
    MuteReason fault = collect(submissions[due], output);
    submissions[due] = submit(input, range, target, position);
    due = (due + 1) % submissions.length;
    return fault;
  }

  private @Nullable MuteReason collect(long submission, float[] output) {
    if (submission == NOTHING) {
      Arrays.fill(output, 0);
      return null;
    }
    if (submission == DROPPED) {
      return MuteReason.DEADLINE_MISSED;
    }
    Slot slot = slot(submission);
    if (slot.busy()) {
      // When it is ready, it belongs to a time that has passed.
      return MuteReason.DEADLINE_MISSED;
    }
    System.arraycopy(slot.output, 0, output, 0, output.length);
    return slot.fault;
  }

  private long submit(float[] input, HeardRange range, VoiceSettings target, long position) {
    long number = submitted.get();
    Slot slot = slot(number);
    if (slot.busy()) {
      counters.stepDropped();
      return DROPPED;
    }
    System.arraycopy(input, 0, slot.input, 0, input.length);
    slot.range.set(range);
    slot.target = target;
    slot.position = position;
    slot.submission = number;
    slot.state.set(State.SUBMITTED);
    submitted.set(number + 1);
    try {
      executor.execute(task);
    } catch (RuntimeException | Error e) {
      // Rejected, or no thread to be had: this step is lost, the next one may be taken again.
      if (slot.state.compareAndSet(State.SUBMITTED, State.RUNNING)) {
        Arrays.fill(slot.output, 0);
        slot.fault = MuteReason.BACKEND_FAULT;
        slot.state.set(State.DONE);
      }
    }
    return number;
  }

  private Slot slot(long submission) {
    return slots[(int) (submission % slots.length)];
  }

  /**
   * Runs on the executor: converts what was submitted, in that order, and does nothing if another
   * of its threads does so already, or if the steps were given up before they began.
   */
  private void work() {
    while (working.compareAndSet(false, true)) {
      try {
        for (Slot slot = take(); slot != null; slot = take()) {
          slot.fault =
              converter.run(slot.input, slot.output, slot.range, slot.target, slot.position);
          if (!slot.state.compareAndSet(State.RUNNING, State.DONE)) {
            converter.close();
          }
        }
      } finally {
        working.set(false);
      }
      if (!waiting()) {
        return;
      }
    }
  }

  /** Whether a step was submitted after this worker last looked. */
  private boolean waiting() {
    for (Slot slot : slots) {
      if (slot.state.get() == State.SUBMITTED) {
        return true;
      }
    }
    return false;
  }

  /** The next step in order, or null; those lost long ago by the executor are passed over. */
  private @Nullable Slot take() {
    while (true) {
      long all = submitted.get();
      taken = Math.max(taken, all - slots.length);
      if (taken == all) {
        return null;
      }
      long number = taken;
      Slot slot = slot(number);
      taken++;
      if (slot.state.compareAndSet(State.SUBMITTED, State.RUNNING)) {
        if (slot.submission == number) {
          return slot;
        }
        // A later step took its place meanwhile; its turn comes.
        if (!slot.state.compareAndSet(State.RUNNING, State.SUBMITTED)) {
          converter.close();
        }
      }
    }
  }

  @Override
  public int stepsBehind() {
    return slots.length;
  }

  @Override
  public int driftFrames() {
    return converter.driftFrames();
  }

  @Override
  public void join(long position) {
    converter.join(position);
  }

  @Override
  public void reset(VoiceSettings initial) {
    resetDue = !idle();
    if (resetDue) {
      return;
    }
    converter.reset(initial);
    for (Slot slot : slots) {
      slot.state.set(State.EMPTY);
    }
    Arrays.fill(submissions, NOTHING);
  }

  /**
   * Gives up what has not begun, which the executor may have lost; true if nothing is under way.
   */
  private boolean idle() {
    boolean idle = true;
    for (Slot slot : slots) {
      slot.state.compareAndSet(State.SUBMITTED, State.EMPTY);
    }
    for (Slot slot : slots) {
      idle &= !slot.busy();
    }
    return idle;
  }

  @Override
  public void close() {
    while (!idle()) {
      for (Slot slot : slots) {
        if (slot.state.compareAndSet(State.RUNNING, State.ABANDONED)) {
          return;
        }
      }
    }
    converter.close();
  }
}
