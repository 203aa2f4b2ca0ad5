package io.makebeliv.audio.javasound;

import static io.makebeliv.audio.javasound.TestStreams.bytes;
import static io.makebeliv.audio.javasound.TestStreams.format;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.makebeliv.audio.AudioException;
import io.makebeliv.audio.AudioFileSource;
import io.makebeliv.audio.AudioSource;
import io.makebeliv.audio.SampleEncoding;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioFormat.Encoding;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AudioStreamsTest {

  private static float[] read(AudioFormat format, int... values) {
    try (AudioFileSource source = AudioStreams.source(TestStreams.stream(format, bytes(values)))) {
      return TestStreams.drain(source);
    }
  }

  @Test
  void integersOfAnySignAndOrderAreTakenExactly() {
    float[] halves = {0.5f, -0.5f};
    assertArrayEquals(halves, read(format(Encoding.PCM_SIGNED, 8000, 8, 1, false), 0x40, 0xC0));
    assertArrayEquals(halves, read(format(Encoding.PCM_UNSIGNED, 8000, 8, 1, false), 0xC0, 0x40));
    assertArrayEquals(
        halves, read(format(Encoding.PCM_SIGNED, 8000, 16, 1, false), 0, 0x40, 0, 0xC0));
    assertArrayEquals(
        halves, read(format(Encoding.PCM_SIGNED, 8000, 16, 1, true), 0x40, 0, 0xC0, 0));
    assertArrayEquals(
        halves, read(format(Encoding.PCM_UNSIGNED, 8000, 16, 1, false), 0, 0xC0, 0, 0x40));
    assertArrayEquals(
        halves, read(format(Encoding.PCM_UNSIGNED, 8000, 16, 1, true), 0xC0, 0, 0x40, 0));
    assertArrayEquals(
        halves, read(format(Encoding.PCM_SIGNED, 8000, 24, 1, true), 0x40, 0, 0, 0xC0, 0, 0));
    assertArrayEquals(
        halves, read(format(Encoding.PCM_UNSIGNED, 8000, 24, 1, false), 0, 0, 0xC0, 0, 0, 0x40));
    assertArrayEquals(
        halves, read(format(Encoding.PCM_SIGNED, 8000, 32, 1, true), 0x40, 0, 0, 0, 0xC0, 0, 0, 0));
    assertArrayEquals(
        halves, read(format(Encoding.PCM_FLOAT, 8000, 32, 1, true), 0x3F, 0, 0, 0, 0xBF, 0, 0, 0));
  }

  @Test
  void channelsAreMixedToTheirMean() {
    assertArrayEquals(
        new float[] {0.25f, -0.25f},
        read(format(Encoding.PCM_SIGNED, 8000, 8, 2, false), 0x40, 0, 0, 0xC0));
  }

  @Test
  void tellsTheFormat() {
    AudioFormat format = format(Encoding.PCM_SIGNED, 22050, 24, 2, true);
    try (AudioFileSource source = AudioStreams.source(TestStreams.stream(format, new byte[60]))) {
      assertEquals(22050, source.sampleRate());
      assertEquals(2, source.channels());
      assertEquals(SampleEncoding.PCM_24, source.encoding());
      assertEquals(OptionalLong.of(10), source.length());
    }
  }

  @Test
  void formatsThatMakeNoSenseAreRefused() {
    for (AudioFormat format :
        new AudioFormat[] {
          format(Encoding.PCM_SIGNED, 0, 16, 1, false),
          format(Encoding.PCM_SIGNED, 768_001, 16, 1, false),
          format(Encoding.PCM_SIGNED, 8000, 16, 257, false),
          format(Encoding.PCM_SIGNED, 8000, 64, 1, false),
          format(Encoding.PCM_FLOAT, 8000, 16, 1, false),
          new AudioFormat(Encoding.PCM_SIGNED, 8000, 16, 2, 5, 8000, false),
          format(new Encoding("unheard of"), 8000, 16, 1, false)
        }) {
      AudioInputStream stream = TestStreams.stream(format, new byte[16]);
      assertThrows(AudioException.class, () -> AudioStreams.source(stream), format::toString);
    }
  }

  @Test
  void aStuckDecoderIsAnErrorNotAnEndlessLoop() {
    AudioFormat format = format(Encoding.PCM_SIGNED, 8000, 16, 1, false);
    AudioInputStream stuck =
        new AudioInputStream(new ByteArrayInputStream(new byte[0]), format, 10) {
          @Override
          public int read(byte[] bytes, int offset, int length) {
            return 0;
          }
        };
    AudioSource source = AudioStreams.source(stuck);
    assertThrows(AudioException.class, () -> source.read(new float[4], 0, 4));
  }

  @Test
  void whateverADecoderThrowsIsAnAudioException() {
    AudioFormat format = format(Encoding.PCM_SIGNED, 8000, 16, 1, false);
    AudioInputStream broken =
        new AudioInputStream(new ByteArrayInputStream(new byte[0]), format, 10) {
          @Override
          public int read(byte[] bytes, int offset, int length) {
            throw new ArrayIndexOutOfBoundsException("somewhere inside");
          }
        };
    AudioSource source = AudioStreams.source(broken);
    assertThrows(AudioException.class, () -> source.read(new float[4], 0, 4));
  }

  @ParameterizedTest
  @EnumSource
  void aSourceShownAsAStreamIsTheSameSource(SampleEncoding encoding) {
    float[] samples = new float[10_000];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (i % 255 - 127) / 128f;
    }
    AudioInputStream stream = AudioStreams.stream(new ArraySource(samples), encoding);
    assertEquals(10_000, stream.getFrameLength());
    try (AudioFileSource source = AudioStreams.source(stream)) {
      assertEquals(encoding, source.encoding());
      assertEquals(11_025, source.sampleRate());
      assertArrayEquals(samples, TestStreams.drain(source));
    }
  }

  @Test
  void aStreamIsPlainPcmByDefault() throws IOException {
    AudioInputStream stream = AudioStreams.stream(new ArraySource(0.5f, -1));
    assertTrue(stream.getFormat().matches(format(Encoding.PCM_SIGNED, 11_025, 16, 1, false)));
    assertArrayEquals(bytes(0, 0x40, 0, 0x80), stream.readAllBytes());
  }

  @Test
  void aStreamCanBeConvertedByJavaSound() throws IOException {
    AudioFormat stereo = format(Encoding.PCM_SIGNED, 11_025, 16, 2, true);
    AudioInputStream stream =
        AudioSystem.getAudioInputStream(stereo, AudioStreams.stream(new ArraySource(0.5f)));
    byte[] frame = stream.readAllBytes();
    assertEquals(4, frame.length);
    assertEquals(0x40, frame[0], 1);
    assertEquals(frame[0], frame[2]);
  }

  @Test
  void closingTheStreamClosesTheSource() throws IOException {
    ArraySource source = new ArraySource(1);
    AudioInputStream stream = AudioStreams.stream(source);
    assertFalse(source.closed.get());
    stream.close();
    assertTrue(source.closed.get());
  }

  @Test
  void theSourcesFaultsComeOutOfTheStream() {
    AudioSource broken =
        new ArraySource(1) {
          @Override
          public int read(float[] buffer, int offset, int frames) {
            throw new AudioException("The cable is cut.");
          }
        };
    AudioInputStream stream = AudioStreams.stream(broken);
    assertEquals(
        "The cable is cut.",
        assertThrows(IOException.class, () -> stream.read(new byte[2])).getMessage());
  }

  private static class ArraySource implements AudioSource {

    private final AtomicBoolean closed = new AtomicBoolean();
    private final float[] samples;
    private int position;

    ArraySource(float... samples) {
      this.samples = samples;
    }

    @Override
    public int sampleRate() {
      return 11_025;
    }

    @Override
    public OptionalLong length() {
      return OptionalLong.of(samples.length);
    }

    @Override
    public int read(float[] buffer, int offset, int frames) {
      int count = Math.min(frames, samples.length - position);
      System.arraycopy(samples, position, buffer, offset, count);
      position += count;
      return count == 0 ? END_OF_STREAM : count;
    }

    @Override
    public void close() {
      closed.set(true);
    }
  }
}
