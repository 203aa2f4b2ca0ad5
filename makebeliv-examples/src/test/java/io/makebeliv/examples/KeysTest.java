package io.makebeliv.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import org.junit.jupiter.api.Test;

class KeysTest {

  @Test
  void givesLinesWithoutWaitingForThem() throws IOException {
    try (PipedOutputStream typing = new PipedOutputStream();
        PipedInputStream keyboard = new PipedInputStream(typing)) {
      Keys keys = new Keys(keyboard);
      assertEquals("", keys.pressed());
      typing.write("M".getBytes(UTF_8));
      assertEquals("", keys.pressed());
      typing.write(" \r\np\n".getBytes(UTF_8));
      assertEquals("m", keys.pressed());
      assertEquals("p", keys.pressed());
      assertEquals("", keys.pressed());
    }
  }

  @Test
  void aKeyboardThatEndsOrFailsTypesNothing() {
    assertEquals("", new Keys(new ByteArrayInputStream(new byte[0])).pressed());
    InputStream broken =
        new InputStream() {
          @Override
          public int available() throws IOException {
            throw new IOException("gone");
          }

          @Override
          public int read() {
            return -1;
          }
        };
    assertEquals("", new Keys(broken).pressed());
  }

  @Test
  void anEndlessLineIsCutOff() {
    byte[] line = ("x".repeat(100_000) + "\nq\n").getBytes(UTF_8);
    Keys keys = new Keys(new ByteArrayInputStream(line));
    assertEquals(80, keys.pressed().length());
    assertEquals("q", keys.pressed());
  }
}
