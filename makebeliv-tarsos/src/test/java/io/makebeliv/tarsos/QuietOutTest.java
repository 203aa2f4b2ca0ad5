// SPDX-License-Identifier: GPL-3.0-or-later
package io.makebeliv.tarsos;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import be.tarsos.dsp.WaveformSimilarityBasedOverlapAdd;
import be.tarsos.dsp.WaveformSimilarityBasedOverlapAdd.Parameters;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class QuietOutTest {

  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(printed, true, UTF_8);
  private final PrintStream original = System.out;

  @BeforeEach
  void listen() {
    System.setOut(out);
  }

  @AfterEach
  void restore() {
    System.setOut(original);
  }

  @Test
  void openingASessionPrintsNothing() {
    new WsolaSession(16_000).reset();
    assertEquals("", printed.toString(UTF_8));
    assertSame(out, System.out);
    // Were TarsosDSP to fall silent, the shield could go.
    WaveformSimilarityBasedOverlapAdd unshielded =
        new WaveformSimilarityBasedOverlapAdd(Parameters.speechDefaults(1, 16_000));
    assertEquals(880, unshielded.getInputBufferSize());
    assertTrue(printed.toString(UTF_8).contains("New overlapLength"));
  }

  @Test
  void whatOtherThreadsPrintGetsThrough() {
    PrintStream kept =
        QuietOut.call(
            () -> {
              System.out.println("noise");
              Thread other = new Thread(() -> System.out.print("news"));
              other.start();
              try {
                other.join();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
              return System.out;
            });
    assertEquals("news", printed.toString(UTF_8));
    kept.print(", later");
    kept.flush();
    assertEquals("news, later", printed.toString(UTF_8));
  }

  @Test
  void restoresAfterAFailure() {
    assertThrows(
        IllegalStateException.class,
        () ->
            QuietOut.call(
                () -> {
                  throw new IllegalStateException();
                }));
    assertSame(out, System.out);
  }
}
