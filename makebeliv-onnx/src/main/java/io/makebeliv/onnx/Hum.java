package io.makebeliv.onnx;

import io.makebeliv.inference.BackendSession;
import io.makebeliv.inference.StepControls;
import io.makebeliv.inference.StepFormat;

/** Hums into a session, step by step. */
final class Hum {

  private static final double HZ = 150;
  private static final double LEVEL = 0.3;

  private final BackendSession session;
  private final float[] input;
  private final float[] output;
  private final StepControls controls;
  private long position;

  Hum(BackendSession session) {
    this.session = session;
    StepFormat format = session.format();
    input = new float[format.inputStep()];
    output = new float[format.outputStep()];
    controls = new StepControls(input.length);
  }

  /** Converts the next step; the result is valid until the one after. */
  float[] step() {
    double cyclesPerFrame = HZ / session.format().inputRate();
    for (int i = 0; i < input.length; i++) {
      input[i] = (float) (LEVEL * Math.sin(2 * Math.PI * cyclesPerFrame * (position + i)));
    }
    controls.position(position);
    session.convert(input, output, controls);
    position += input.length;
    return output;
  }

  /** How long the audio of a step lasts. */
  double stepSeconds() {
    return (double) input.length / session.format().inputRate();
  }
}
