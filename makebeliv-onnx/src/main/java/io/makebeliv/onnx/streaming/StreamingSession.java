package io.makebeliv.onnx.streaming;

import io.makebeliv.inference.BackendSession;
import io.makebeliv.inference.ModelException;
import io.makebeliv.inference.StepControls;
import io.makebeliv.inference.StepFormat;
import io.makebeliv.onnx.runtime.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One stream through a streaming model. */
final class StreamingSession implements BackendSession {

  /** -200 dB: digital silence, in which states fade until they are denormal numbers. */
  private static final float SILENCE = 1e-10f;

  private final Chunks chunks;
  private final StepFormat format;
  private final StageCall[] calls;
  private final Tensor audioInput;
  private final Tensor audioOutput;

  /** What the model is given, the newest frame last. */
  private final float[] window;

  /** The output of the step before where this one's begins, which fades out. */
  private final float[] fading;

  private final float[] fadeIn;
  private final float[] made;
  private long steps;
  private boolean closed;

  StreamingSession(List<Stage> stages, Chunks chunks, long seed) {
    this.chunks = chunks;
    format = chunks.format();
    calls = new StageCall[stages.size()];
    Map<String, Tensor> handed = new LinkedHashMap<>();
    try {
      for (int i = 0; i < calls.length; i++) {
        calls[i] = new StageCall(stages.get(i), handed, seed);
      }
      audioInput = there(calls[0].audioInput());
      audioOutput = there(calls[calls.length - 1].audioOutput());
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
    window = new float[chunks.window()];
    fading = new float[chunks.crossfade()];
    fadeIn = new float[chunks.crossfade()];
    for (int i = 0; i < fadeIn.length; i++) {
      fadeIn[i] = (float) (0.5 - 0.5 * Math.cos(Math.PI * (i + 0.5) / fadeIn.length));
    }
    made = new float[chunks.outputStep() + chunks.crossfade()];
    reset();
  }

  private static Tensor there(@Nullable Tensor tensor) {
    if (tensor == null) {
      throw new IllegalStateException("a voice has an audio input and output");
    }
    return tensor;
  }

  @Override
  public StepFormat format() {
    return format;
  }

  @Override
  public void convert(float[] input, float[] output, StepControls controls) {
    if (closed) {
      throw new ModelException("this stream is closed");
    }
    int step = chunks.step();
    System.arraycopy(window, step, window, 0, window.length - step);
    System.arraycopy(input, 0, window, window.length - step, step);
    audioInput.put(0, window, 0, window.length);
    long index = controls.position() / step;
    for (StageCall call : calls) {
      call.run(steps, index);
    }
    steps++;
    if (isSilent()) {
      for (StageCall call : calls) {
        call.flushDenormals();
      }
    }
    if (chunks.whole()) {
      join(output);
    } else {
      audioOutput.get(0, output, 0, chunks.outputStep());
    }
  }

  private boolean isSilent() {
    float peak = 0;
    for (float sample : window) {
      peak = Math.max(peak, Math.abs(sample));
    }
    return peak < SILENCE;
  }

  private void join(float[] output) {
    audioOutput.get(chunks.from(), made, 0, made.length);
    for (int i = 0; i < fading.length; i++) {
      made[i] = fading[i] + fadeIn[i] * (made[i] - fading[i]);
    }
    System.arraycopy(made, 0, output, 0, chunks.outputStep());
    System.arraycopy(made, chunks.outputStep(), fading, 0, fading.length);
  }

  @Override
  public void reset() {
    if (closed) {
      return;
    }
    for (StageCall call : calls) {
      call.reset();
    }
    Arrays.fill(window, 0);
    Arrays.fill(fading, 0);
    steps = 0;
  }

  @Override
  public void close() {
    closed = true;
    for (StageCall call : calls) {
      // The constructor may have failed half way.
      if (call != null) {
        call.close();
      }
    }
  }
}
