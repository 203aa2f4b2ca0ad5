package io.makebeliv.audio.javasound;

import static io.makebeliv.audio.javasound.TestStreams.bytes;
import static io.makebeliv.audio.javasound.TestStreams.format;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.makebeliv.audio.AudioException;
import io.makebeliv.audio.AudioFileSource;
import io.makebeliv.audio.AudioFiles;
import io.makebeliv.audio.SampleEncoding;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import java.util.stream.Stream;
import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioFormat.Encoding;
import javax.sound.sampled.AudioSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Opens files through {@link AudioFiles}, as users do, with two decoder jars on the class path. */
@Timeout(60)
class JavaSoundFileOpenerTest {

  @TempDir Path folder;

  /** The signal of the FLAC files among the test resources, in 16-bit steps. */
  private static int triangle(int frame, int slope) {
    return Math.abs(frame * slope % 20_000 - 10_000) - 5000;
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = JavaSoundFileOpenerTest.class.getResourceAsStream(name)) {
      return Objects.requireNonNull(in).readAllBytes();
    }
  }

  private Path file(byte... content) throws IOException {
    return Files.write(folder.resolve("given"), content);
  }

  private static byte[] au(int encoding, int claimedBytes, int... data) {
    ByteBuffer file = ByteBuffer.allocate(24 + data.length);
    file.putInt(0x2E736E64).putInt(24).putInt(claimedBytes);
    file.putInt(encoding).putInt(8000).putInt(1);
    return file.put(bytes(data)).array();
  }

  static Stream<Arguments> formatsOfTheJdk() {
    return Stream.of(
        Arguments.of(AudioFileFormat.Type.AIFF, format(Encoding.PCM_SIGNED, 44100, 8, 1, true)),
        Arguments.of(AudioFileFormat.Type.AIFF, format(Encoding.PCM_SIGNED, 22050, 16, 2, true)),
        Arguments.of(AudioFileFormat.Type.AIFF, format(Encoding.PCM_SIGNED, 48000, 24, 3, true)),
        Arguments.of(AudioFileFormat.Type.AU, format(Encoding.PCM_SIGNED, 8000, 8, 2, true)),
        Arguments.of(AudioFileFormat.Type.AU, format(Encoding.PCM_SIGNED, 16000, 16, 1, true)),
        Arguments.of(AudioFileFormat.Type.AU, format(Encoding.PCM_SIGNED, 96000, 24, 2, true)));
  }

  @ParameterizedTest
  @MethodSource
  void formatsOfTheJdk(AudioFileFormat.Type type, AudioFormat format) throws IOException {
    byte[] data = new byte[3000 * format.getFrameSize()];
    new Random(5).nextBytes(data);
    Path file = folder.resolve("given");
    AudioSystem.write(TestStreams.stream(format, data), type, file.toFile());

    int channels = format.getChannels();
    int bytes = format.getSampleSizeInBits() / 8;
    float[] expected = new float[3000];
    for (int i = 0; i < expected.length; i++) {
      double sum = 0;
      for (int channel = 0; channel < channels; channel++) {
        int value = 0;
        for (int b = 0; b < bytes; b++) {
          int octet = data[(i * channels + channel) * bytes + b];
          value = b == 0 ? octet : value << 8 | (octet & 0xFF);
        }
        sum += value;
      }
      expected[i] = (float) (sum / channels / (1 << (8 * bytes - 1)));
    }
    try (AudioFileSource source = AudioFiles.open(file)) {
      assertEquals((int) format.getSampleRate(), source.sampleRate());
      assertEquals(channels, source.channels());
      assertEquals(bytes, source.encoding().bytes());
      assertEquals(OptionalLong.of(3000), source.length());
      assertArrayEquals(expected, TestStreams.drain(source), 1e-7f);
    }
  }

  @Test
  void telephoneEncodingsAreDecoded() throws IOException {
    float step = 1 / 32768f;
    // Known pairs of ITU-T G.711: the quietest and the loudest codes of both signs.
    assertArrayEquals(
        new float[] {-8 * step, 8 * step, -32256 * step, 32256 * step},
        TestStreams.read(file(au(27, 4, 0x55, 0xD5, 0x2A, 0xAA))));
    assertArrayEquals(
        new float[] {0, -32124 * step, 32124 * step},
        TestStreams.read(file(au(1, 3, 0xFF, 0x00, 0x80))));
    try (AudioFileSource source = AudioFiles.open(file(au(1, 3, 0xFF, 0x00, 0x80)))) {
      assertEquals(OptionalLong.of(3), source.length());
      assertEquals(SampleEncoding.PCM_16, source.encoding());
    }
  }

  @Test
  void companedWavComesThroughTheSameDoor() throws IOException {
    Path file = folder.resolve("given.wav");
    AudioSystem.write(
        TestStreams.stream(format(Encoding.ALAW, 8000, 8, 1, false), bytes(0x2A, 0xAA)),
        AudioFileFormat.Type.WAVE,
        file.toFile());
    assertArrayEquals(new float[] {-0.984375f, 0.984375f}, TestStreams.read(file));
  }

  @Test
  void aLengthThatTheFileCannotHoldIsNotBelieved() throws IOException {
    try (AudioFileSource source = AudioFiles.open(file(au(3, 1_000_000, 0x40, 0, 0xC0, 0)))) {
      assertEquals(OptionalLong.empty(), source.length());
      assertArrayEquals(new float[] {0.5f, -0.5f}, TestStreams.drain(source));
    }
  }

  @ParameterizedTest
  @CsvSource({"stereo16.flac, 16000, 2, PCM_16", "mono24.flac, 48000, 1, PCM_24"})
  void flacIsOpenedByItsDecoderJar(
      String name, int sampleRate, int channels, SampleEncoding encoding) throws IOException {
    IntUnaryOperator truth =
        channels == 2
            ? i -> (triangle(i, 37) + triangle(i, 53)) * 128
            : i -> triangle(i, 37) * 400 + i % 7;
    float[] expected = new float[5000];
    for (int i = 0; i < expected.length; i++) {
      expected[i] = truth.applyAsInt(i) * 0x1p-23f;
    }
    try (AudioFileSource source = AudioFiles.open(file(resource(name)))) {
      assertEquals(sampleRate, source.sampleRate());
      assertEquals(channels, source.channels());
      assertEquals(encoding, source.encoding());
      assertArrayEquals(expected, TestStreams.drain(source));
    }
  }

  @Test
  void mp3IsOpenedByItsDecoderJar() throws IOException {
    // Frames of MPEG-1 layer III, 128 kbit/s at 44.1 kHz, mono, with nothing in them: silence.
    byte[] frame = Arrays.copyOf(HexFormat.of().parseHex("FFFB90C4"), 417);
    ByteArrayOutputStream frames = new ByteArrayOutputStream();
    for (int i = 0; i < 20; i++) {
      frames.writeBytes(frame);
    }
    try (AudioFileSource source = AudioFiles.open(file(frames.toByteArray()))) {
      assertEquals(44100, source.sampleRate());
      assertEquals(1, source.channels());
      assertEquals(SampleEncoding.PCM_16, source.encoding());
      float[] samples = TestStreams.drain(source);
      assertTrue(samples.length >= 18 * 1152, () -> "frames: " + samples.length);
      assertArrayEquals(new float[samples.length], samples);
    }
  }

  @Test
  void damagedFlacIsReadOrRefused() throws IOException {
    byte[] intact = resource("stereo16.flac");
    for (int seed = 0; seed < 150; seed++) {
      Random random = new Random(seed);
      byte[] damaged = Arrays.copyOf(intact, 1 + random.nextInt(intact.length));
      for (int i = random.nextInt(3); i > 0; i--) {
        damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
      }
      Path file = file(damaged);
      try {
        assertTrue(TestStreams.read(file).length <= 100_000);
      } catch (AudioException e) {
        assertTrue(String.valueOf(e.getMessage()).contains(file.toString()));
      }
    }
  }

  @Test
  void whatNothingOpensIsNamedWithWhatToDo() throws IOException {
    Path file = file(HexFormat.of().parseHex("89504E470D0A1A0A0000000D49484452"));
    assertEquals(
        file
            + " looks like a PNG image. Nothing on the class path opens it: add a Java Sound decoder"
            + " jar for this kind, or convert the file to WAV.",
        assertThrows(AudioException.class, () -> AudioFiles.open(file)).getMessage());
  }
}
