package io.makebeliv.examples;

import io.makebeliv.fluctuation.Fluctuation;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Knows the ready-made fluctuations by their names. */
final class FluctuationName implements ITypeConverter<Fluctuation> {

  @Override
  public Fluctuation convert(String name) {
    return switch (name) {
      case "natural" -> Fluctuation.natural();
      case "lively" -> Fluctuation.lively();
      case "singing" -> Fluctuation.singing();
      case "legacy" -> Fluctuation.legacy();
      case "off" -> Fluctuation.off();
      default ->
          throw new TypeConversionException(
              "'" + name + "' is none of natural, lively, singing, legacy and off");
    };
  }
}
