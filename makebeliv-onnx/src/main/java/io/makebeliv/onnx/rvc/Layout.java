package io.makebeliv.onnx.rvc;

import io.makebeliv.inference.ModelException;
import io.makebeliv.onnx.runtime.TensorSpec;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How one of the exporters of RVC voices laid out its graph. Inputs are told apart by name, never
 * by place, since the same names come in different orders.
 *
 * @param kind how the graph is told which frames to put out
 * @param inputs the graph's inputs by what they mean
 * @param states inputs that each are to be given what came out of the run before as {@code
 *     NAME_next}
 */
record Layout(Kind kind, Map<Role, TensorSpec> inputs, List<TensorSpec> states) {

  /** How a graph is told which frames are wanted. */
  enum Kind {
    /** It is not: it puts out all frames, as the WebUI's and the VC client's exporters have it. */
    WHOLE,
    /** By the frames to skip and those to return; right only for 24 to skip and more. */
    SKIP_AND_RETURN,
    /** By the frames to skip. */
    SKIP,
    /** By the share to return. What it returns begins with frames that lack their past. */
    RATE,
    /** By numbers that were fixed when it was exported, and noted in the file. */
    FIXED,
    /** It goes on where it stopped: what it needs of the past is carried from run to run. */
    CARRIED
  }

  static final String FIXED_SKIP = "rvc_stream_skip_head_frames";
  static final String FIXED_RETURN = "rvc_stream_return_length_frames";

  /** Far more than any voice takes, and few enough to be tried. */
  static final int MOST_CHANNELS = 4096;

  /** Ten minutes. */
  private static final int MOST_FRAMES = 60_000;

  private static final String STATE = "state_";
  private static final Set<Role> CARRIED =
      Set.of(Role.HEAD, Role.STEPS, Role.AHEAD, Role.NOISE, Role.SPEAKER);

  Layout {
    inputs = Map.copyOf(inputs);
    states = List.copyOf(states);
  }

  /** Says whether a graph looks like a synthesizer of RVC, by what its inputs are called. */
  static boolean fits(List<TensorSpec> inputs) {
    Set<Role> roles =
        inputs.stream()
            .flatMap(input -> Role.of(input.name()).stream())
            .collect(Collectors.toUnmodifiableSet());
    return isComplete(roles);
  }

  /**
   * Finds out the layout of a graph.
   *
   * @param model the file, for messages
   * @param inputs the graph's inputs
   * @param metadata what the exporter noted in the file
   * @throws ModelException if it is none that is known; the message lists the inputs
   */
  static Layout of(String model, List<TensorSpec> inputs, Map<String, String> metadata) {
    Map<Role, TensorSpec> roles = new EnumMap<>(Role.class);
    List<TensorSpec> states = new ArrayList<>();
    for (TensorSpec input : inputs) {
      if (input.name().startsWith(STATE)) {
        states.add(input);
        continue;
      }
      Role role =
          Role.of(input.name())
              .orElseThrow(
                  () -> unknown(model, inputs, "nothing is known of '" + input.name() + "'"));
      if (roles.put(role, input) != null) {
        throw unknown(model, inputs, "two of them mean the same");
      }
    }
    if (!isComplete(roles.keySet())) {
      throw unknown(model, inputs, "there must be features and their length");
    }
    if (roles.containsKey(Role.PITCH) != roles.containsKey(Role.HERTZ)) {
      throw unknown(model, inputs, "there must be 'pitch' and 'pitchf', or neither");
    }
    TensorSpec features = roles.get(Role.FEATURES);
    if (features == null || features.shape().size() != 3 || !features.type().isReal()) {
      throw unknown(model, inputs, "features must be real numbers of three dimensions");
    }
    if (features.shape().get(1) > MOST_FRAMES || features.shape().get(2) > MOST_CHANNELS) {
      throw unknown(
          model,
          inputs,
          "features are of %d values and %d frames at most".formatted(MOST_CHANNELS, MOST_FRAMES));
    }
    TensorSpec speaker = roles.get(Role.SPEAKER);
    if (speaker != null && !speaker.type().isWhole()) {
      throw unknown(
          model, inputs, "it mixes speakers frame by frame; export it for one speaker at a time");
    }
    Kind kind = kind(roles, metadata);
    boolean carried = kind == Kind.CARRIED;
    if (carried != !states.isEmpty() || (carried && !roles.keySet().containsAll(CARRIED))) {
      throw unknown(model, inputs, "states go with 'head', 'steps', 'ahead' and the noise, 'rnd'");
    }
    return new Layout(kind, roles, states);
  }

  private static boolean isComplete(Set<Role> roles) {
    return roles.contains(Role.FEATURES)
        && (roles.contains(Role.LENGTH)
            || roles.contains(Role.RETURN)
            || roles.contains(Role.HEAD));
  }

  private static Kind kind(Map<Role, TensorSpec> roles, Map<String, String> metadata) {
    if (roles.containsKey(Role.HEAD)) {
      return Kind.CARRIED;
    }
    if (roles.containsKey(Role.SKIP)) {
      return roles.containsKey(Role.RETURN) ? Kind.SKIP_AND_RETURN : Kind.SKIP;
    }
    if (roles.containsKey(Role.RATE)) {
      return Kind.RATE;
    }
    return metadata.containsKey(FIXED_SKIP) ? Kind.FIXED : Kind.WHOLE;
  }

  private static ModelException unknown(String model, List<TensorSpec> inputs, String why) {
    return new ModelException(
        "%s is no RVC voice of a known layout: %s. Its inputs are %s."
            .formatted(
                model,
                why,
                inputs.stream().map(TensorSpec::toString).collect(Collectors.joining(", "))));
  }

  /** Whether it wants the pitch. */
  boolean pitched() {
    return inputs.containsKey(Role.HERTZ);
  }

  Optional<TensorSpec> find(Role role) {
    return Optional.ofNullable(inputs.get(role));
  }

  TensorSpec get(Role role) {
    @Nullable TensorSpec found = inputs.get(role);
    if (found == null) {
      throw new IllegalStateException("this layout has no " + role);
    }
    return found;
  }

  /** How wide a row of features is; -1 where the graph leaves it open. */
  int channels() {
    List<Long> shape = get(Role.FEATURES).shape();
    return Math.toIntExact(shape.get(shape.size() - 1));
  }

  /** The number of frames it is made for, where its shapes say so. */
  int fixedFrames() {
    List<Long> shape = get(Role.FEATURES).shape();
    return shape.size() == 3 && shape.get(1) > 0 ? Math.toIntExact(shape.get(1)) : 0;
  }
}
