package io.makebeliv.benchmarks;

import io.makebeliv.inference.BackendSession;
import io.makebeliv.inference.StepControls;
import io.makebeliv.inference.StreamContext;
import io.makebeliv.onnx.RvcSettings;
import io.makebeliv.onnx.RvcVoice;

/** One stream of a voice; each run is a block of speech. */
final class RvcSpeech implements Runnable, AutoCloseable {

  private static final int SAMPLE_RATE = 16_000;

  private final BackendSession session;
  private final SpokenTape tape = new SpokenTape(SAMPLE_RATE);
  private final float[] input;
  private final float[] output;
  private final StepControls controls;

  RvcSpeech(RvcVoice voice, int block, int context) {
    RvcSettings settings = voice.settings().chunk(block).context(context);
    session = voice.with(settings).openSession(new StreamContext(SAMPLE_RATE, 1));
    input = new float[session.format().inputStep()];
    output = new float[session.format().outputStep()];
    controls = new StepControls(input.length);
  }

  @Override
  public void run() {
    tape.read(input, input.length);
    session.convert(input, output, controls);
    controls.position(controls.position() + input.length);
  }

  /** What came out of the last run; lives as long as the stream. */
  float[] output() {
    return output;
  }

  @Override
  public void close() {
    session.close();
  }
}
