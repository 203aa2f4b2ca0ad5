package io.makebeliv.examples;

import io.makebeliv.Backends;
import io.makebeliv.VoiceConverter;
import io.makebeliv.fluctuation.Fluctuation;
import io.makebeliv.inference.InferenceBackend;
import io.makebeliv.inference.ModelException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
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
      defaultValue = "natural",
      description =
          "How much the voice varies by itself: natural, lively, singing, legacy or off"
              + " (${DEFAULT-VALUE}).")
  @SuppressWarnings("NullAway.Init")
  private Fluctuation fluctuation;

  @Option(
      names = "--backend",
      paramLabel = "ID",
      description = "Which voice that needs no model (without it, the best there is).")
  private @Nullable String backendId;

  /**
   * Opens the voice that was asked for.
   *
   * @throws ParameterException if there is none with this name, or it cannot do what is asked
   */
  Voice open() {
    return open(backend());
  }

  /**
   * Opens a voice that the command itself has chosen.
   *
   * @throws ParameterException if another was asked for, or it cannot do what is asked
   */
  Voice open(Supplier<? extends InferenceBackend> chosen) {
    if (backendId != null) {
      throw new ParameterException(
          command.commandLine(),
          "--backend %s asks for another voice; leave one of the two out.".formatted(backendId));
    }
    return open(chosen.get());
  }

  private Voice open(InferenceBackend backend) {
    try {
      VoiceConverter.Builder builder =
          VoiceConverter.builder().backend(backend).fluctuation(fluctuation).seed(seed);
      if (pitch != null) {
        builder.pitch(pitch);
      }
      if (formant != null) {
        builder.formant(formant);
      }
      if (robot != null) {
        builder.robot(robot);
      }
      VoiceConverter converter = builder.build();
      return new Voice(converter, backend.description(), converter.settings(), seed);
    } catch (IllegalArgumentException e) {
      backend.close();
      throw new ParameterException(command.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  private InferenceBackend backend() {
    if (backendId == null) {
      return Backends.modelFree();
    }
    try {
      return Backends.modelFree(backendId);
    } catch (ModelException e) {
      throw new ParameterException(command.commandLine(), String.valueOf(e.getMessage()), e);
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
