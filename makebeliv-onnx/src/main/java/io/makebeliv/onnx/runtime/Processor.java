package io.makebeliv.onnx.runtime;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What Java can know of the processor. ONNX Runtime lays tensors out for the instructions that it
 * finds (AVX2, AVX-512, ...), so that a graph which it has written on one machine may be of no use
 * on another of the same kind.
 */
final class Processor {

  /** What the line with a core's instructions is called on x86 and on ARM. */
  private static final List<String> INSTRUCTIONS = List.of("flags", "Features");

  private Processor() {}

  /** The instructions on Linux, the model on Windows, elsewhere nothing. */
  static String description() {
    Path cores = Path.of("/proc/cpuinfo");
    try {
      if (Files.isReadable(cores)) {
        return instructions(Files.readAllLines(cores, StandardCharsets.ISO_8859_1));
      }
    } catch (IOException e) {
      // Then it is as where there is no such file.
    }
    return Optional.ofNullable(System.getenv("PROCESSOR_IDENTIFIER")).orElse("");
  }

  /** Those of the first core. */
  static String instructions(List<String> lines) {
    return lines.stream()
        .map(line -> line.split(":", 2))
        .filter(line -> line.length == 2 && INSTRUCTIONS.contains(line[0].strip()))
        .map(line -> line[1].strip())
        .findFirst()
        .orElse("");
  }
}
