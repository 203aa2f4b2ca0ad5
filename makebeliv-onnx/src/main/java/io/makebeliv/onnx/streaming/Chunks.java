package io.makebeliv.onnx.streaming;

import io.makebeliv.inference.ModelException;
import io.makebeliv.inference.StepFormat;
import io.makebeliv.onnx.runtime.ModelFile;
import io.makebeliv.onnx.runtime.TensorSpec;
import java.util.List;
import java.util.OptionalInt;

/**
 * How a stream is cut for a model. Each step gives it a window: {@code context} frames it has had
 * before, and {@code step} new ones. It gives back either just what belongs to the new ones, or a
 * whole window again, of which the newest part is used and joined to the one before.
 *
 * @param inputRate Hz
 * @param outputRate Hz
 * @param step new input frames
 * @param window input frames given to the model
 * @param outputStep output frames of a step
 * @param whole whether the output is a whole window
 * @param from index of the first output frame used
 * @param crossfade output frames over which windows are joined
 * @param latency how late the output is, in output frames
 */
record Chunks(
    int inputRate,
    int outputRate,
    int step,
    int window,
    int outputStep,
    boolean whole,
    int from,
    int crossfade,
    int latency) {

  private static final List<String> RATES =
      List.of("sample_rate", "sampling_rate", "sampleRate", "samplerate", "sr");
  private static final List<String> STEPS = List.of("chunk", "chunk_size", "decode_chunk_len");

  /**
   * Of the window of a model that leaves it open and remembers nothing, the new part is a tenth.
   */
  private static final int WINDOW_STEPS = 10;

  /** Where its window is fixed, a quarter. */
  private static final int FIXED_WINDOW_STEPS = 4;

  /** Frames that a window may have: more than a minute at any usual rate. */
  static final int MOST_FRAMES = 1 << 22;

  /** What is known before the model has run. */
  record Plan(
      ModelFile file,
      Sidecar notes,
      boolean remembers,
      int inputRate,
      int outputRate,
      int window,
      OptionalInt step) {

    private int step(int outputs) {
      return step.orElseGet(
          () -> {
            if (remembers || outputs < inOutput(window)) {
              // What comes out is what is new.
              return exact("a step", outputs, outputRate, inputRate);
            }
            return Math.max(1, window / FIXED_WINDOW_STEPS);
          });
    }

    private int inOutput(int frames) {
      return exact("a window", frames, inputRate, outputRate);
    }

    private int exact(String what, int frames, int from, int to) {
      long scaled = (long) frames * to;
      if (scaled % from != 0 || scaled / from > Integer.MAX_VALUE) {
        throw new ModelException(
            "%s: %s of %d frames at %d Hz has no whole number of frames at %d Hz. Give another chunk in voice.json."
                .formatted(file.name(), what, frames, from, to));
      }
      return (int) (scaled / from);
    }

    /**
     * Settles the rest.
     *
     * @param outputs how many frames the model gives back for a window
     * @throws ModelException if they fit neither the new part nor the whole
     */
    Chunks with(int outputs) {
      if (outputs < 1 || outputs > MOST_FRAMES) {
        throw new ModelException(
            "%s: of a window of %d frames it makes %d frames; from 1 to %d are of use."
                .formatted(file.name(), window, outputs, MOST_FRAMES));
      }
      int chunk = step(outputs);
      int outputStep = exact("a step", chunk, inputRate, outputRate);
      int delay = notes.delay().orElse(0);
      boolean whole = !remembers && outputs != outputStep;
      if (!whole) {
        if (outputs != outputStep || chunk > window) {
          throw new ModelException(
              "%s: of a window of %d frames, %d of them new, it makes %d frames; %d were expected. Give chunk, context and the rates in voice.json."
                  .formatted(file.name(), window, chunk, outputs, outputStep));
        }
        refuseIfGiven("crossfade", notes.crossfade());
        refuseIfGiven("future", notes.future());
        return new Chunks(inputRate, outputRate, chunk, window, outputStep, false, 0, 0, delay);
      }
      int future = exact("future", notes.future().orElse(0), inputRate, outputRate);
      int crossfade =
          notes
              .crossfade()
              .orElse(Math.max(0, Math.min(outputRate / 200, outputs - future - outputStep)));
      int from = outputs - future - crossfade - outputStep;
      if (outputs != inOutput(window) || from < 0) {
        throw new ModelException(
            "%s: of a window of %d frames it makes %d frames, and a step of %d, a crossfade of %d and %d to come must have room in them."
                .formatted(file.name(), window, outputs, outputStep, crossfade, future));
      }
      return new Chunks(
          inputRate,
          outputRate,
          chunk,
          window,
          outputStep,
          true,
          from,
          crossfade,
          crossfade + future + delay);
    }

    private void refuseIfGiven(String key, OptionalInt value) {
      if (value.orElse(0) > 0) {
        throw new ModelException(
            "%s: %s is for models that remember nothing and give back whole windows; this one does not."
                .formatted(notes.source(), key));
      }
    }
  }

  /**
   * Plans a model's chunks.
   *
   * @param fixed the length of its audio input, or 0 where it leaves it open
   * @param remembers whether it has states
   */
  static Plan plan(ModelFile file, Sidecar notes, int fixed, boolean remembers) {
    int inputRate = inputRate(file, notes);
    int outputRate = outputRate(file, notes);
    refuseLong(file, fixed);
    OptionalInt step = notes.chunk().isPresent() ? notes.chunk() : noted(file, STEPS);
    if (fixed > 0) {
      if (step.isEmpty() && notes.context().isPresent()) {
        step = OptionalInt.of(fixed - notes.context().getAsInt() - notes.future().orElse(0));
      }
      return new Plan(
          file, notes, remembers, inputRate, outputRate, checked(file, notes, fixed, step), step);
    }
    int chunk = step.orElse(Math.max(1, inputRate / 50));
    long context = notes.context().orElse(remembers ? 0 : (WINDOW_STEPS - 1) * chunk);
    long window = context + chunk + notes.future().orElse(0);
    refuseLong(file, window);
    return new Plan(
        file, notes, remembers, inputRate, outputRate, (int) window, OptionalInt.of(chunk));
  }

  private static void refuseLong(ModelFile file, long window) {
    if (window > MOST_FRAMES) {
      throw new ModelException(
          "%s: its window would be %d frames; %d are the most."
              .formatted(file.name(), window, MOST_FRAMES));
    }
  }

  private static int checked(ModelFile file, Sidecar notes, int fixed, OptionalInt step) {
    int chunk = step.orElse(1);
    boolean fits =
        chunk >= 1
            && chunk <= fixed
            && (notes.context().isEmpty()
                || notes.context().getAsInt() + chunk + notes.future().orElse(0) == fixed);
    if (!fits) {
      throw new ModelException(
          "%s: its window is %d frames, which is not what context, chunk and future add up to."
              .formatted(file.name(), fixed));
    }
    return fixed;
  }

  static int inputRate(ModelFile file, Sidecar notes) {
    return rate(file, notes.inputRate(), "input_sample_rate");
  }

  static int outputRate(ModelFile file, Sidecar notes) {
    return rate(file, notes.outputRate(), "output_sample_rate");
  }

  private static int rate(ModelFile file, OptionalInt said, String key) {
    int rate =
        said.orElseGet(
            () ->
                noted(file, List.of(key))
                    .orElseGet(
                        () ->
                            noted(file, RATES)
                                .orElseThrow(
                                    () ->
                                        new ModelException(
                                            "%s does not say its sample rate. Put a voice.json beside it: {\"version\": 1, \"sampleRate\": 16000}."
                                                .formatted(file.name())))));
    if (rate < 1000 || rate > 384_000) {
      throw new ModelException(
          "%s: a sample rate is from 1000 to 384000 Hz, was %d.".formatted(file.name(), rate));
    }
    return rate;
  }

  /** What the exporter noted under the first of some keys, where it is a positive number. */
  private static OptionalInt noted(ModelFile file, List<String> keys) {
    for (String key : keys) {
      String value = file.metadata().getOrDefault(key, "");
      if (value.matches("[1-9][0-9]{0,8}")) {
        return OptionalInt.of(Integer.parseInt(value));
      }
    }
    return OptionalInt.empty();
  }

  /** How many frames an audio input holds, or 0 where it is left open. */
  static int frames(TensorSpec audio) {
    long frames = 1;
    int axis = axis(audio);
    for (int i = 0; i < audio.shape().size(); i++) {
      long dimension = audio.shape().get(i);
      frames *= dimension > 0 || i == axis ? Math.max(0, dimension) : 1;
    }
    return (int) Math.min(frames, Integer.MAX_VALUE);
  }

  /** Along which of its axes audio runs: the last that is left open, or else the longest. */
  static int axis(TensorSpec audio) {
    int axis = audio.shape().size() - 1;
    for (int i = axis; i >= 0; i--) {
      long dimension = audio.shape().get(i);
      if (dimension > 1 || (dimension <= 0 && (i > 0 || audio.shape().size() == 1))) {
        return i;
      }
    }
    return axis;
  }

  StepFormat format() {
    return new StepFormat(inputRate, outputRate, step, outputStep, latency);
  }
}
