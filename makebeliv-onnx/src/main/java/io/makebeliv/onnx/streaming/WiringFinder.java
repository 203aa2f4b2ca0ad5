package io.makebeliv.onnx.streaming;

import io.makebeliv.inference.ModelException;
import io.makebeliv.json.Suggestion;
import io.makebeliv.onnx.runtime.ModelFile;
import io.makebeliv.onnx.runtime.TensorSpec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what each input and output of a graph is for: first what {@code voice.json} says, then
 * by the names that exporters use, then by shapes of which there is only one. What stays in doubt
 * is refused with the names there are: a state taken for another one would sound, but wrong.
 */
final class WiringFinder {

  private static final List<String> AUDIO_INPUTS =
      List.of(
          "audio",
          "wav",
          "waveform",
          "speech",
          "signal",
          "samples",
          "mix",
          "mixture",
          "input",
          "x",
          "in");
  private static final List<String> AUDIO_OUTPUTS =
      List.of(
          "converted",
          "audio_out",
          "audio",
          "wav",
          "waveform",
          "enhanced",
          "enh",
          "output",
          "out",
          "y");

  /** Of 128 samples: shorter transforms are not in use. */
  private static final int LEAST_BANDS = 65;

  private static final Set<String> RATES = Set.of("sr", "sample_rate", "sampling_rate");
  private static final Set<String> NOISES = Set.of("rnd", "noise", "rand");

  private final ModelFile file;
  private final Sidecar notes;
  private final int rate;
  private final Map<String, TensorSpec> inputs = new LinkedHashMap<>();
  private final Map<String, TensorSpec> outputs = new LinkedHashMap<>();

  private @Nullable TensorSpec audioInput;
  private @Nullable TensorSpec audioOutput;
  private final List<Wiring.State> states = new ArrayList<>();
  private final List<Wiring.Counter> counters = new ArrayList<>();
  private final List<Wiring.Noise> noises = new ArrayList<>();
  private final List<Wiring.Constant> constants = new ArrayList<>();
  private final List<Wiring.Link> links = new ArrayList<>();

  /**
   * Refuses a graph that cannot be a voice, whatever is said of it.
   *
   * @throws ModelException if nothing that goes in, or nothing that comes out, can be samples
   */
  static void refuseWhatTakesNoSamples(ModelFile file) {
    if (audioLike(file.inputs()).isEmpty() || audioLike(file.outputs()).isEmpty()) {
      throw new ModelException(
          "%s is no voice: neither one of RVC, nor a streaming model, which takes samples along one axis and gives samples, not spectra. It has the inputs %s and the outputs %s."
              .formatted(file.name(), listed(file.inputs()), listed(file.outputs())));
    }
  }

  private WiringFinder(ModelFile file, Sidecar notes, int rate) {
    this.file = file;
    this.notes = notes;
    this.rate = rate;
    file.inputs().forEach(input -> inputs.put(input.name(), input));
    file.outputs().forEach(output -> outputs.put(output.name(), output));
  }

  /**
   * Finds the wiring of graphs that run one after the other.
   *
   * @param rate sample rate of the input, for models that ask for it
   * @throws ModelException if something is in doubt
   */
  static List<Wiring> of(List<ModelFile> files, Sidecar notes, int rate) {
    refuseUnknownNames(files, notes);
    List<Wiring> found = new ArrayList<>();
    Set<String> upstream = new LinkedHashSet<>();
    for (ModelFile file : files) {
      Wiring wiring =
          new WiringFinder(file, notes, rate)
              .find(upstream, found.isEmpty(), found.size() == files.size() - 1);
      wiring.open().forEach(output -> upstream.add(output.name()));
      found.add(wiring);
    }
    return found;
  }

  private static void refuseUnknownNames(List<ModelFile> files, Sidecar notes) {
    List<String> inputs =
        files.stream().flatMap(file -> file.inputs().stream()).map(TensorSpec::name).toList();
    List<String> outputs =
        files.stream().flatMap(file -> file.outputs().stream()).map(TensorSpec::name).toList();
    Stream.of(
            notes.states().keySet(),
            notes.counters().keySet(),
            notes.noise().keySet(),
            notes.constants().keySet(),
            notes.links().keySet(),
            notes.input() == null ? Set.<String>of() : Set.of(notes.input()))
        .flatMap(Collection::stream)
        .forEach(name -> refuseUnknown(notes, "input", name, inputs));
    Stream.of(
            notes.links().values(),
            notes.output() == null ? Set.<String>of() : Set.of(notes.output()))
        .flatMap(Collection::stream)
        .forEach(name -> refuseUnknown(notes, "output", name, outputs));
  }

  private static void refuseUnknown(Sidecar notes, String kind, String name, List<String> known) {
    if (!known.contains(name)) {
      throw new ModelException(
          "%s: the model has no %s '%s'. %s"
              .formatted(notes.source(), kind, name, Suggestion.of(name, known)));
    }
  }

  private Wiring find(Set<String> upstream, boolean first, boolean last) {
    takeWhatIsSaid(upstream, first, last);
    takeWhatNamesSay(first, last);
    takeStatesByName();
    if (first && audioInput == null) {
      audioInput = only("audio input", audioLike(inputs.values()));
      inputs.remove(audioInput.name());
    }
    takeStatesByShape();
    if (last && audioOutput == null) {
      audioOutput = only("audio output", audioLike(outputs.values()));
      outputs.remove(audioOutput.name());
    }
    if (!inputs.isEmpty()) {
      throw doubtful("it is not clear what to give to " + listed(inputs.values()));
    }
    refuseSpectrum("input", audioInput, notes.input());
    refuseSpectrum("output", audioOutput, notes.output());
    return new Wiring(
        audioInput,
        audioOutput,
        states,
        counters,
        noises,
        constants,
        links,
        List.copyOf(outputs.values()));
  }

  /** What looks like samples along one axis may be the bands of a Fourier transform. */
  private void refuseSpectrum(String end, @Nullable TensorSpec audio, @Nullable String said) {
    int bands = audio == null || said != null ? 0 : Chunks.frames(audio);
    if (bands >= LEAST_BANDS && Integer.bitCount(bands - 1) == 1) {
      throw doubtful(
          "the %s %s is as long as the spectrum of %d samples, and has to be a waveform; if it is one, name it as \"%s\""
              .formatted(end, audio, 2 * (bands - 1), end));
    }
  }

  private void takeWhatIsSaid(Set<String> upstream, boolean first, boolean last) {
    notes
        .constants()
        .forEach(
            (name, values) ->
                take(name, input -> constants.add(new Wiring.Constant(input, values))));
    notes
        .counters()
        .forEach((name, note) -> take(name, input -> counters.add(counter(input, note))));
    notes.noise().forEach((name, deviation) -> take(name, input -> noise(input, deviation)));
    notes
        .links()
        .forEach((name, output) -> take(name, input -> links.add(link(input, output, upstream))));
    List.copyOf(inputs.keySet()).stream()
        .filter(upstream::contains)
        .forEach(name -> take(name, input -> links.add(new Wiring.Link(input, name))));
    if (first && notes.input() != null) {
      audioInput = inputs.remove(notes.input());
    }
    if (last && notes.output() != null) {
      audioOutput = outputs.remove(notes.output());
    }
    notes.states().forEach(this::takeState);
  }

  private void takeState(String name, Sidecar.State note) {
    TensorSpec input = inputs.get(name);
    String next = note.output();
    if (input == null || next == null) {
      return;
    }
    TensorSpec output = outputs.get(next);
    if (output == null) {
      throw doubtful(
          "%s says that %s comes out as '%s', which is no free output of it"
              .formatted(notes.source(), name, next));
    }
    take(input, output);
  }

  private void take(String name, java.util.function.Consumer<TensorSpec> role) {
    TensorSpec input = inputs.remove(name);
    if (input != null) {
      role.accept(input);
    }
  }

  private void takeWhatNamesSay(boolean first, boolean last) {
    for (String name : List.copyOf(inputs.keySet())) {
      TensorSpec input = inputs.get(name);
      if (input == null) {
        continue;
      }
      if (RATES.contains(name) && isNumber(input)) {
        take(name, spec -> constants.add(new Wiring.Constant(spec, Values.of(rate))));
      } else if (NOISES.contains(name) && input.type().isReal()) {
        take(name, spec -> noise(spec, OptionalDouble.of(1)));
      }
    }
    if (first && audioInput == null) {
      for (String name : AUDIO_INPUTS) {
        TensorSpec input = inputs.get(name);
        if (audioInput == null && input != null && isAudioLike(input)) {
          audioInput = inputs.remove(name);
        }
      }
    }
    if (last && audioOutput == null) {
      List<TensorSpec> named =
          audioLike(outputs.values()).stream()
              .filter(output -> AUDIO_OUTPUTS.contains(output.name()))
              .toList();
      if (named.size() == 1) {
        audioOutput = outputs.remove(named.get(0).name());
      }
    }
  }

  private void takeStatesByName() {
    for (TensorSpec input : List.copyOf(inputs.values())) {
      List<TensorSpec> next =
          nextNames(input.name()).filter(outputs::containsKey).map(outputs::get).toList();
      if (next.size() > 1) {
        throw doubtful("%s could come out as any of %s".formatted(input, listed(next)));
      }
      if (next.size() == 1) {
        take(input, next.get(0));
      }
    }
  }

  /** What exporters call the next value of {@code x}. */
  private static Stream<String> nextNames(String x) {
    Stream<String> names = Stream.of(x + "_next", "new_" + x, x + "N", x + "n", x + "_out");
    return x.endsWith("_in")
        ? Stream.concat(names, Stream.of(x.substring(0, x.length() - 3) + "_out"))
        : names;
  }

  private void takeStatesByShape() {
    for (TensorSpec input : List.copyOf(inputs.values())) {
      List<TensorSpec> alike = alike(input, outputs.values());
      if (alike.size() == 1 && alike(input, inputs.values()).size() == 1) {
        take(input, alike.get(0));
      }
    }
  }

  private static List<TensorSpec> alike(TensorSpec spec, Collection<TensorSpec> all) {
    return all.stream()
        .filter(other -> other.type() == spec.type() && other.shape().equals(spec.shape()))
        .toList();
  }

  private void take(TensorSpec input, TensorSpec output) {
    boolean fits = input.type() == output.type() && input.shape().size() == output.shape().size();
    for (int i = 0; fits && i < input.shape().size(); i++) {
      long here = input.shape().get(i);
      long there = output.shape().get(i);
      fits = here == there || here <= 0 || there <= 0;
    }
    if (!fits) {
      throw doubtful(
          "%s would be carried on by %s, but they are not of one shape".formatted(input, output));
    }
    Sidecar.State note = notes.states().get(input.name());
    states.add(new Wiring.State(input, output, note == null ? Values.ZEROS : note.initial()));
    inputs.remove(input.name());
    outputs.remove(output.name());
  }

  private Wiring.Counter counter(TensorSpec input, Sidecar.Counter note) {
    if (!input.type().isWhole()) {
      throw doubtful("the counter %s is not of whole numbers".formatted(input));
    }
    return new Wiring.Counter(input, note.start(), note.step());
  }

  private void noise(TensorSpec input, OptionalDouble deviation) {
    if (!input.type().isReal()) {
      throw doubtful("the noise %s is not of real numbers".formatted(input));
    }
    noises.add(new Wiring.Noise(input, deviation.orElse(1)));
  }

  private Wiring.Link link(TensorSpec input, String output, Set<String> upstream) {
    if (!upstream.contains(output)) {
      throw doubtful(
          "%s is to be given '%s', which no earlier graph hands on; they hand on %s"
              .formatted(input, output, upstream));
    }
    return new Wiring.Link(input, output);
  }

  private static boolean isNumber(TensorSpec spec) {
    return spec.shape().stream().allMatch(dimension -> dimension == 1);
  }

  private static List<TensorSpec> audioLike(Collection<TensorSpec> specs) {
    return specs.stream().filter(WiringFinder::isAudioLike).toList();
  }

  /** Real numbers along one axis. */
  private static boolean isAudioLike(TensorSpec spec) {
    int rank = spec.shape().size();
    int axes = 0;
    for (int i = 0; i < rank; i++) {
      boolean batch = i == 0 && rank > 1 && spec.shape().get(i) <= 0;
      axes += spec.shape().get(i) == 1 || batch ? 0 : 1;
    }
    return spec.type().isReal() && rank > 0 && axes <= 1;
  }

  private TensorSpec only(String what, List<TensorSpec> candidates) {
    if (candidates.size() == 1) {
      return candidates.get(0);
    }
    throw doubtful(
        candidates.isEmpty()
            ? "there is no %s along one axis, as samples are and spectra are not".formatted(what)
            : "the %s could be any of %s".formatted(what, listed(candidates)));
  }

  private ModelException doubtful(String what) {
    return new ModelException(
        "%s: %s. It has the inputs %s and the outputs %s. Say what they are in voice.json beside it."
            .formatted(file.name(), what, listed(file.inputs()), listed(file.outputs())));
  }

  private static String listed(Collection<TensorSpec> specs) {
    return specs.stream().map(TensorSpec::toString).collect(Collectors.joining(", "));
  }
}
