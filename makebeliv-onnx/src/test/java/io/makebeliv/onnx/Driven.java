package io.makebeliv.onnx;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.makebeliv.inference.BackendSession;
import io.makebeliv.inference.StepControls;
import io.makebeliv.inference.StepFormat;
import java.util.Arrays;

/** A session that is driven by hand, without a pipeline: step after step, at its own time. */
public final class Driven implements AutoCloseable {

  private final BackendSession session;
  private final StepFormat format;
  private final StepControls controls;

  /** At the beginning of its stream. */
  public Driven(BackendSession session) {
    this(session, new StepControls(session.format().inputStep()));
  }

  /** Where its controls say. */
  Driven(BackendSession session, StepControls controls) {
    this.session = session;
    this.controls = controls;
    format = session.format();
  }

  public StepFormat format() {
    return format;
  }

  /** Converts as many whole steps as there are in a signal. */
  public float[] convert(float[] signal) {
    int in = format.inputStep();
    int steps = signal.length / in;
    float[] all = new float[steps * format.outputStep()];
    float[] output = new float[format.outputStep()];
    for (int i = 0; i < steps; i++) {
      step(Arrays.copyOfRange(signal, i * in, (i + 1) * in), output);
      System.arraycopy(output, 0, all, i * output.length, output.length);
    }
    return all;
  }

  /** Converts one step. */
  public void step(float[] input, float[] output) {
    session.convert(input, output, controls);
    skip(1);
  }

  /** Lets the session rest for some steps. */
  public void rest(int steps) {
    for (int i = 0; i < steps; i++) {
      assertTrue(session.rest(controls));
      skip(1);
    }
  }

  /** Goes on without some steps, as a pipeline does that had to drop them. */
  public void skip(int steps) {
    controls.position(controls.position() + (long) steps * format.inputStep());
  }

  /** Begins anew. */
  public void reset() {
    session.reset();
    controls.position(0);
  }

  @Override
  public void close() {
    session.close();
  }
}
