package io.makebeliv.audio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PcmSourceTest {

  private static final PcmFormat STEREO =
      new PcmFormat(48000, 2, SampleEncoding.PCM_16, ByteOrder.BIG_ENDIAN);

  private static PcmSource source(InputStream in, OptionalLong length) {
    return new PcmSource(in, STEREO, length, "the stream");
  }

  private static InputStream stereo(int... bytes) {
    byte[] content = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      content[i] = (byte) bytes[i];
    }
    return new ByteArrayInputStream(content);
  }

  @ParameterizedTest
  @EnumSource
  void everyEncodingIsReadInBothByteOrders(SampleEncoding encoding) {
    float[] samples = {-1, -0.5f, 0, 0.25f, 0.5f};
    for (ByteOrder order : new ByteOrder[] {ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN}) {
      ByteBuffer bytes = ByteBuffer.allocate(5 * encoding.bytes()).order(order);
      for (int i = 0; i < samples.length; i++) {
        encoding.encode(bytes, i * encoding.bytes(), samples[i]);
      }
      try (PcmSource source =
          new PcmSource(
              new ByteArrayInputStream(bytes.array()),
              new PcmFormat(8000, 1, encoding, order),
              OptionalLong.empty(),
              "the stream")) {
        assertArrayEquals(samples, TestFiles.drain(source));
      }
    }
  }

  @Test
  void theOrderOfBytesIsTheBuffers() {
    ByteBuffer bytes = ByteBuffer.allocate(3).order(ByteOrder.BIG_ENDIAN);
    SampleEncoding.PCM_24.encode(bytes, 0, 0x010203 * 0x1p-23f);
    assertArrayEquals(new byte[] {1, 2, 3}, bytes.array());
    SampleEncoding.PCM_24.encode(bytes.order(ByteOrder.LITTLE_ENDIAN), 0, 0x010203 * 0x1p-23f);
    assertArrayEquals(new byte[] {3, 2, 1}, bytes.array());
  }

  @Test
  void endsAtItsLengthAndDropsAFrameThatIsNotWhole() {
    try (PcmSource source =
        source(stereo(0x40, 0, 0x40, 0, 0x20, 0, 0x20, 0), OptionalLong.of(1))) {
      assertEquals(OptionalLong.of(1), source.length());
      assertArrayEquals(new float[] {0.5f}, TestFiles.drain(source));
    }
    try (PcmSource source = source(stereo(0x40, 0, 0x40, 0, 0x20, 0, 0x20), OptionalLong.empty())) {
      assertEquals(OptionalLong.empty(), source.length());
      assertArrayEquals(new float[] {0.5f}, TestFiles.drain(source));
      assertEquals(AudioSource.END_OF_STREAM, source.read(new float[9], 0, 9));
    }
  }

  @Test
  void givesWhatHasArrivedInsteadOfWaitingForAll() {
    InputStream trickle =
        new FilterInputStream(stereo(0x40, 0, 0x40, 0, 0x20, 0, 0x20, 0)) {
          @Override
          public int read(byte[] bytes, int offset, int length) throws IOException {
            return super.read(bytes, offset, Math.min(length, 3));
          }
        };
    try (PcmSource source = source(trickle, OptionalLong.empty())) {
      float[] buffer = new float[9];
      assertEquals(1, source.read(buffer, 0, 9));
      assertEquals(1, source.read(buffer, 1, 8));
      assertEquals(0.5f, buffer[0]);
      assertEquals(0.25f, buffer[1]);
    }
  }

  @Test
  void aFaultNamesTheStream() {
    InputStream broken =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("the line is dead");
          }

          @Override
          public int read(byte[] bytes, int offset, int length) throws IOException {
            return read();
          }
        };
    PcmSource source = source(broken, OptionalLong.empty());
    assertEquals(
        "Could not read on in the stream (the line is dead).",
        TestFiles.refusal(() -> source.read(new float[1], 0, 1)));
  }

  @Test
  void formatsOutOfRangeAreTheCallersFault() {
    for (int[] wrong : new int[][] {{0, 1}, {768_001, 1}, {8000, 0}, {8000, 257}}) {
      assertThrows(
          IllegalArgumentException.class,
          () -> new PcmFormat(wrong[0], wrong[1], SampleEncoding.PCM_16, ByteOrder.LITTLE_ENDIAN));
    }
  }
}
