package io.makebeliv.onnx.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

final class ProcessorTest {

  @Test
  void isToldByItsInstructions() {
    assertEquals(
        "fpu avx2 avx512f",
        Processor.instructions(
            List.of(
                "processor\t: 0",
                "cpu MHz\t\t: 2100.000",
                "flags\t\t: fpu avx2 avx512f",
                "",
                "flags\t\t: fpu")));
    assertEquals(
        "fp asimd asimddp",
        Processor.instructions(List.of("processor\t: 0", "Features\t: fp asimd asimddp")));
    assertEquals("", Processor.instructions(List.of("model name: some other machine")));
  }

  @Test
  void isTheSameEachTime() {
    assertEquals(Processor.description(), Processor.description());
  }
}
