package io.makebeliv.examples;

import io.makebeliv.VoiceConverter;
import io.makebeliv.ambience.Ambience;
import io.makebeliv.effect.EffectChain;
import io.makebeliv.fluctuation.Fluctuation;
import io.makebeliv.inference.InferenceBackend;
import io.makebeliv.inference.ModelException;
import io.makebeliv.inference.PitchRange;
import io.makebeliv.onnx.OnnxOptions;
import io.makebeliv.preset.Preset;
import io.makebeliv.preset.PresetException;
import io.makebeliv.preset.VoiceChoice;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The options that say which voice is wanted, shared by all commands that convert. */
final class VoiceOptions {

  @Spec(Spec.Target.MIXEE)
  @SuppressWarnings("NullAway.Init")
  private CommandSpec command;

  @Option(
      names = "--preset",
      paramLabel = "NAME|FILE",
      description = {
        "A whole voice: one of those that 'makebeliv presets' lists, or a file of one's own. Other"
            + " options replace what it says."
      })
  private @Nullable String presetName;

  @Option(
      names = {"-p", "--pitch"},
      paramLabel = "SEMITONES",
      converter = PlainNumber.class,
      description =
          "Pitch shift, -24 to +24 semitones, fractions too (without it, the voice's own).")
  private @Nullable Double pitch;

  @Option(
      names = {"-f", "--formant"},
      paramLabel = "RATIO",
      converter = PlainNumber.class,
      description =
          "Factor on the formant frequencies, 0.5 to 2: below 1 a bigger throat, above 1 a smaller"
              + " one (without it, the voice's own).")
  private @Nullable Double formant;

  @Option(
      names = "--robot",
      paramLabel = "HZ",
      converter = PlainNumber.class,
      description = "Stay at one pitch, 50 to 600 Hz, whatever the melody.")
  private @Nullable Double robot;

  @Option(
      names = "--range",
      paramLabel = "MEDIAN[:SPREAD]",
      converter = RangeOption.class,
      description = {
        "Bring every speaker to a median pitch, 50 to 600 Hz, their own being learned from what"
            + " they say; with a spread, 0.25 to 8 semitones, the melody becomes that wide (speech has 2 to 4)."
      })
  private @Nullable PitchRange range;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Key of everything random: the same seed and input give the same output"
              + " (${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--fluctuation",
      paramLabel = "NAME",
      converter = FluctuationName.class,
      description =
          "How much the voice varies by itself: natural, lively, singing, legacy or off (without"
              + " it, natural).")
  private @Nullable Fluctuation fluctuation;

  @Option(
      names = "--ambience",
      paramLabel = "NAME|WAV",
      converter = AmbienceName.class,
      description =
          "What is heard behind the voice: none, cafe, street, room, white, pink, brown, or a"
              + " recording that goes round (without it, none).")
  private @Nullable Ambience ambience;

  @Option(
      names = "--backend",
      paramLabel = "ID",
      description = "Which voice that needs no model (without it, the best there is).")
  private @Nullable String backendId;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private ModelOptions modelOptions;

  /**
   * Opens the voice that was asked for, for recordings.
   *
   * @param terminal where people wait for it
   * @throws ParameterException if there is none with this name, or it cannot do what is asked
   */
  Voice open(Terminal terminal) {
    return asked(false, terminal);
  }

  /**
   * Opens the voice that was asked for, so that it keeps up with a speaker if it can here.
   *
   * @param terminal where people wait for it
   * @throws ParameterException if there is none with this name, or it cannot do what is asked
   */
  Voice openLive(Terminal terminal) {
    return asked(true, terminal);
  }

  private Voice asked(boolean live, Terminal terminal) {
    if (modelOptions.wanted().isPresent() && backendId != null) {
      throw new ParameterException(
          command.commandLine(), "--backend is for voices without a model; leave out one of them.");
    }
    OptionalDouble wantedFormant = wantedFormant();
    Optional<String> model = modelOptions.wanted();
    if (model.isEmpty()) {
      return open(modelOptions.open(live, wantedFormant));
    }
    try (Progress progress = Progress.endless(terminal, "Loading")) {
      progress.message(model.get());
      return open(modelOptions.open(live, wantedFormant));
    }
  }

  /**
   * Opens a voice that the command itself has chosen, likewise.
   *
   * @throws ParameterException if another was asked for, or it cannot do what is asked
   */
  Voice openLive(Function<OnnxOptions, ? extends InferenceBackend> chosen) {
    if (modelOptions.wanted().isPresent() || backendId != null) {
      throw new ParameterException(
          command.commandLine(),
          "--model and --backend ask for another voice; leave one of the two out.");
    }
    return open(Optional.of(modelOptions.open(chosen, true, wantedFormant())));
  }

  private OptionalDouble wantedFormant() {
    try {
      return wanted(preset()).formant();
    } catch (IllegalArgumentException e) {
      throw bad(e);
    }
  }

  private Voice open(Optional<? extends InferenceBackend> own) {
    try {
      Preset wanted = wanted(preset());
      VoiceConverter.Builder builder = VoiceConverter.builder().preset(wanted).seed(seed);
      own.ifPresent(builder::backend);
      VoiceConverter converter = builder.build();
      return new Voice(
          converter,
          converter.backend().description(),
          converter.settings(),
          seed,
          wanted.voice(),
          modelOptions.pace());
    } catch (RuntimeException e) {
      own.ifPresent(InferenceBackend::close);
      boolean badArgument =
          e instanceof IllegalArgumentException
              || (e instanceof ModelException && backendId != null);
      throw badArgument ? bad(e) : e;
    }
  }

  /** The file of the preset, if it is one of the user's own. */
  Optional<Path> presetFile() {
    return presetName == null || Preset.bundled().contains(presetName)
        ? Optional.empty()
        : Optional.of(Path.of(presetName));
  }

  /** What a preset comes to when the other options have replaced what they say. */
  Preset wanted(Preset preset) {
    if (robot != null && range != null) {
      throw new ParameterException(
          command.commandLine(), "--robot and --range are two pitches; leave one of the two out.");
    }
    return new Preset(
        preset.name(),
        preset.description(),
        backendId == null ? preset.voice() : VoiceChoice.modelFree(backendId),
        or(pitch, preset.pitch()),
        or(formant, preset.formant()),
        range == null ? or(robot, preset.robot()) : OptionalDouble.empty(),
        range != null ? range : robot == null ? preset.range() : PitchRange.OWN,
        fluctuation == null ? preset.fluctuation() : fluctuation,
        preset.input(),
        preset.effects(),
        ambience == null ? preset.ambience() : ambience);
  }

  private Preset preset() {
    if (presetName == null) {
      return new Preset(
          "",
          "",
          VoiceChoice.best(),
          OptionalDouble.empty(),
          OptionalDouble.empty(),
          OptionalDouble.empty(),
          PitchRange.OWN,
          Fluctuation.natural(),
          EffectChain.empty(),
          EffectChain.empty(),
          Ambience.none());
    }
    boolean named = !presetName.contains("/") && !presetName.endsWith(".json");
    try {
      return named && presetFile().filter(Files::exists).isEmpty()
          ? Preset.bundled(presetName)
          : Preset.load(Path.of(presetName));
    } catch (PresetException e) {
      throw bad(e);
    }
  }

  private static OptionalDouble or(@Nullable Double given, OptionalDouble usual) {
    return given == null ? usual : OptionalDouble.of(given);
  }

  private ParameterException bad(RuntimeException e) {
    return new ParameterException(command.commandLine(), String.valueOf(e.getMessage()), e);
  }

  static final class RangeOption implements ITypeConverter<PitchRange> {
    @Override
    public PitchRange convert(String text) {
      String[] parts = text.split(":", 2);
      try {
        double spread = parts.length == 1 ? 0 : Double.parseDouble(parts[1]);
        return new PitchRange(Double.parseDouble(parts[0]), spread);
      } catch (NumberFormatException e) {
        throw new TypeConversionException(
            "'" + text + "' is no range (write it like 210, or 210:3 with a spread)");
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(String.valueOf(e.getMessage()));
      }
    }
  }

  static final class PlainNumber implements ITypeConverter<Double> {
    @Override
    public Double convert(String text) {
      try {
        return Double.valueOf(text);
      } catch (NumberFormatException e) {
        throw new TypeConversionException("'" + text + "' is not a number (write it like 1.5)");
      }
    }
  }
}
