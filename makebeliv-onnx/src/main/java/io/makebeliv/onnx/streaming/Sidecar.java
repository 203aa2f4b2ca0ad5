package io.makebeliv.onnx.streaming;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * What {@code voice.json} says of a model; all of it may be left out. The file is described in
 * {@code docs/streaming-models.md}.
 *
 * @param source the file, for messages
 * @param name what a person calls the voice, or empty
 * @param graphs the files run one after the other, or none
 * @param inputRate sample rate of what goes in, Hz
 * @param outputRate sample rate of what comes out, Hz
 * @param chunk new frames a step
 * @param context frames before them that the model is given again
 * @param future frames at the end of a window whose output is waited for
 * @param delay by how many output frames the model's output is late by itself
 * @param crossfade output frames over which windows are joined
 * @param input the audio input
 * @param output the audio output
 * @param states what is carried from step to step, by the name of the input
 * @param counters inputs that count steps
 * @param noise inputs that are given noise, with its standard deviation
 * @param constants inputs that never change
 * @param dimensions values of open dimensions, by symbol or as {@code input[index]}
 * @param links inputs of later graphs and the outputs of earlier ones that they are given
 */
record Sidecar(
    String source,
    String name,
    List<String> graphs,
    OptionalInt inputRate,
    OptionalInt outputRate,
    OptionalInt chunk,
    OptionalInt context,
    OptionalInt future,
    OptionalInt delay,
    OptionalInt crossfade,
    @Nullable String input,
    @Nullable String output,
    Map<String, State> states,
    Map<String, Counter> counters,
    Map<String, OptionalDouble> noise,
    Map<String, Values> constants,
    Map<String, Long> dimensions,
    Map<String, String> links) {

  /**
   * What is carried over.
   *
   * @param output where its next value comes out, if that is said
   * @param initial its values at the start
   */
  record State(@Nullable String output, Values initial) {}

  /**
   * A number that grows with every step.
   *
   * @param start its value in the first step
   * @param step what is added in each
   */
  record Counter(long start, long step) {}

  /** Where there is no such file. */
  static final Sidecar NONE =
      new Sidecar(
          "voice.json",
          "",
          List.of(),
          OptionalInt.empty(),
          OptionalInt.empty(),
          OptionalInt.empty(),
          OptionalInt.empty(),
          OptionalInt.empty(),
          OptionalInt.empty(),
          OptionalInt.empty(),
          null,
          null,
          Map.of(),
          Map.of(),
          Map.of(),
          Map.of(),
          Map.of(),
          Map.of());
}
