package io.makebeliv.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class BufferTimeTest {

  @ParameterizedTest
  @CsvSource({
    "10ms,10000",
    "10,10000",
    "0.01s,10000",
    "2.5 ms,2500",
    "5.333MS,5333",
    "2s,2000000",
    "1,1000"
  })
  void readsTimes(String text, long micros) {
    assertEquals(Duration.ofNanos(micros * 1000), new BufferTime().convert(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "soon", "-10", "10us", "1e3", "10 m s", "0", "0.5ms", "2.1s", "3000"})
  void saysWhatItCannotRead(String text) {
    TypeConversionException e =
        assertThrows(TypeConversionException.class, () -> new BufferTime().convert(text));
    assertTrue(String.valueOf(e.getMessage()).contains("'" + text + "'"), e.getMessage());
  }
}
