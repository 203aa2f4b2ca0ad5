package io.makebeliv.examples;

import io.makebeliv.VoiceConversionException;
import io.makebeliv.ambience.Ambience;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Knows ambiences by their names, and recordings by theirs. */
final class AmbienceName implements ITypeConverter<Ambience> {

  @Override
  public Ambience convert(String name) {
    try {
      return name.toLowerCase(Locale.ROOT).endsWith(".wav")
          ? Ambience.loop(Path.of(name))
          : Ambience.named(name);
    } catch (IllegalArgumentException | VoiceConversionException e) {
      throw new TypeConversionException(String.valueOf(e.getMessage()));
    }
  }
}
