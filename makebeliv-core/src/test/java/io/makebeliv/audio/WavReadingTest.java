package io.makebeliv.audio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class WavReadingTest {

  @TempDir Path folder;

  private Path file(WavBytes wav) {
    return file(wav.bytes());
  }

  private Path file(byte... content) {
    try {
      return Files.write(folder.resolve("given.wav"), content);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private float[] read(WavBytes wav) {
    return TestFiles.read(file(wav));
  }

  private String refusal(byte... content) {
    Path given = file(content);
    String message = TestFiles.refusal(() -> AudioFiles.open(given));
    assertTrue(message.startsWith(given.toString()), message);
    return message.substring(given.toString().length() + 1);
  }

  private String refusal(WavBytes wav) {
    return refusal(wav.bytes());
  }

  @Test
  void integersStandForThemselvesDividedByHalfTheirRange() {
    assertArrayEquals(
        new float[] {-1, -1 / 128f, 0, 127 / 128f},
        read(
            WavBytes.riff()
                .format(1, 1, 8000, 8)
                .data((byte) 0, (byte) 127, (byte) 128, (byte) 255)));
    assertArrayEquals(
        new float[] {-1, 1 / 32768f, 0.5f},
        read(WavBytes.riff().format(1, 1, 8000, 16).data(WavBytes.shorts(-32768, 1, 16384))));
    assertArrayEquals(
        new float[] {-1, 0x010203 * 0x1p-23f},
        read(
            WavBytes.riff()
                .format(1, 1, 8000, 24)
                .data((byte) 0, (byte) 0, (byte) 0x80, (byte) 3, (byte) 2, (byte) 1)));
    assertArrayEquals(
        new float[] {-1, 0.5f},
        read(
            WavBytes.riff()
                .format(1, 1, 8000, 32)
                .data(
                    (byte) 0,
                    (byte) 0,
                    (byte) 0,
                    (byte) 0x80,
                    (byte) 0,
                    (byte) 0,
                    (byte) 0,
                    (byte) 0x40)));
  }

  @Test
  void whatIsNotFiniteBecomesSilenceAtTheDoor() {
    ByteBuffer floats = ByteBuffer.allocate(20).order(ByteOrder.LITTLE_ENDIAN);
    floats.putFloat(0.25f).putFloat(Float.NaN).putFloat(Float.NEGATIVE_INFINITY);
    floats.putFloat(Float.POSITIVE_INFINITY).putFloat(-1.5f);
    assertArrayEquals(
        new float[] {0.25f, 0, 0, 0, -1.5f},
        read(WavBytes.riff().format(3, 1, 8000, 32).data(floats.array())));

    ByteBuffer doubles = ByteBuffer.allocate(32).order(ByteOrder.LITTLE_ENDIAN);
    doubles.putDouble(0.25).putDouble(Double.NaN).putDouble(1e300).putDouble(-1.5);
    assertArrayEquals(
        new float[] {0.25f, 0, 0, -1.5f},
        read(WavBytes.riff().format(3, 1, 8000, 64).data(doubles.array())));
  }

  @Test
  void channelsAreMixedToTheirMean() {
    assertArrayEquals(
        new float[] {0.25f, -0.5f},
        read(WavBytes.riff().format(1, 2, 8000, 16).data(WavBytes.shorts(16384, 0, -32768, 0))));
  }

  @Test
  void evenTheMostChannelsAreMixed() {
    int[] samples = new int[3 * 256];
    Arrays.fill(samples, 256, 512, 8192);
    samples[512] = 32767;
    samples[513] = 1;
    assertArrayEquals(
        new float[] {0, 0.25f, 1 / 256f},
        read(WavBytes.riff().format(1, 256, 48000, 16).data(WavBytes.shorts(samples))));
  }

  @Test
  void tellsTheFormat() {
    try (AudioFileSource source =
        AudioFiles.open(file(WavBytes.riff().format(3, 3, 22050, 64).data(new byte[240])))) {
      assertEquals(22050, source.sampleRate());
      assertEquals(SampleEncoding.FLOAT_64, source.encoding());
      assertEquals(3, source.channels());
      assertEquals(OptionalLong.of(10), source.length());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1, 8, 8",
    "1, 16, 16",
    "1, 16, 12",
    "1, 24, 20",
    "1, 32, 24",
    "3, 32, 32",
    "3, 64, 64"
  })
  void extensibleFormatsAreUnwrapped(int tag, int bits, int validBits) {
    byte[] content = WavBytes.noise(bits * 10, 3);
    float[] plain = read(WavBytes.riff().format(tag, 2, 44100, bits).data(content));
    float[] wrapped =
        read(WavBytes.riff().extensible(tag, 2, 44100, bits, validBits).data(content));
    assertEquals(40, plain.length);
    assertArrayEquals(plain, wrapped);
  }

  @Test
  void twentyFourBitsInAContainerOfFourBytesAreLeftJustified() {
    assertArrayEquals(
        new float[] {0.5f},
        read(
            WavBytes.riff()
                .format(1, 1, 8000, 24, 4)
                .data((byte) 0, (byte) 0, (byte) 0, (byte) 0x40)));
  }

  @Test
  void unknownChunksAreSkippedWithTheirPadding() {
    assertArrayEquals(
        new float[] {0.5f},
        read(
            WavBytes.riff()
                .chunk("JUNK", 0)
                .chunk("bext", 5, new byte[6])
                .format(1, 1, 8000, 16)
                .chunk("LIST", 3, (byte) 'a', (byte) 'b', (byte) 'c', (byte) 0)
                .data(WavBytes.shorts(16384))
                .chunk("id3 ", 4, (byte) 1, (byte) 2, (byte) 3, (byte) 4)));
  }

  @Test
  void aForgottenPaddingByteIsForgiven() {
    assertArrayEquals(
        new float[] {0.5f},
        read(
            WavBytes.riff()
                .format(1, 1, 8000, 16)
                .chunk("LIST", 3, (byte) 'a', (byte) 'b', (byte) 'c')
                .data(WavBytes.shorts(16384))));
  }

  @ParameterizedTest
  @ValueSource(ints = {WavBytes.UNTOLD, 0, 0x7FFF_F000, 9})
  void aLyingLengthReadsWhatIsThere(int claimed) {
    Path given =
        file(
            WavBytes.riff()
                .format(1, 1, 8000, 16)
                .chunk("data", claimed, WavBytes.shorts(16384, -16384, 8192))
                .raw((byte) 77));
    try (AudioFileSource source = AudioFiles.open(given)) {
      assertEquals(OptionalLong.of(3), source.length());
      assertArrayEquals(new float[] {0.5f, -0.5f, 0.25f}, TestFiles.drain(source));
      assertEquals(AudioSource.END_OF_STREAM, source.read(new float[1], 0, 1));
    }
  }

  @Test
  void aFileWithoutSamplesIsAStreamOfNoFrames() {
    assertEquals(0, read(WavBytes.riff().format(1, 1, 8000, 16).data()).length);
    assertEquals(
        0,
        read(WavBytes.riff()
                .format(1, 1, 8000, 16)
                .data()
                .chunk("LIST", 4, (byte) 9, (byte) 9, (byte) 9, (byte) 9))
            .length);
  }

  @ParameterizedTest
  @ValueSource(strings = {"RF64", "BW64"})
  void bigSizesAreTakenFromTheirOwnChunk(String container) {
    assertArrayEquals(
        new float[] {0.5f},
        read(
            WavBytes.container(container)
                .bigSizes(2)
                .format(1, 1, 8000, 16)
                .chunk("data", WavBytes.UNTOLD, WavBytes.shorts(16384, 1, 2, 3))));
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, Long.MAX_VALUE, 6})
  void bigSizesThatLieReadWhatIsThere(long claimed) {
    assertArrayEquals(
        new float[] {0.5f, 0.25f},
        read(
            WavBytes.container("RF64")
                .bigSizes(claimed)
                .format(1, 1, 8000, 16)
                .chunk("data", WavBytes.UNTOLD, WavBytes.shorts(16384, 8192))));
  }

  @Test
  void moreThanFourGigabytesAreReadWithoutHoldingThem() throws IOException {
    long frames = 2_500_000_000L;
    Path given = folder.resolve("big.wav");
    byte[] header =
        WavBytes.container("RF64")
            .bigSizes(2 * frames)
            .format(1, 1, 48000, 16)
            .chunk("data", WavBytes.UNTOLD, WavBytes.shorts(16384))
            .bytes();
    try (FileChannel channel =
        FileChannel.open(
            given,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.SPARSE,
            StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(header));
      channel.write(ByteBuffer.wrap(WavBytes.shorts(-16384)), header.length - 2 + 2 * (frames - 1));
    }
    try (AudioFileSource source = AudioFiles.open(given)) {
      assertEquals(OptionalLong.of(frames), source.length());
      float[] buffer = new float[4];
      assertEquals(4, source.read(buffer, 0, 4));
      assertArrayEquals(new float[] {0.5f, 0, 0, 0}, buffer);
    }
  }

  @Test
  void aChunkBeyondFourGigabytesIsFound() throws IOException {
    long junk = 0xFFFF_FFF0L;
    byte[] before = WavBytes.container("RF64").chunk("JUNK", (int) junk).bytes();
    byte[] after =
        WavBytes.riff().format(1, 1, 8000, 16).data(WavBytes.shorts(16384, 8192)).bytes();
    Path given = folder.resolve("far.wav");
    try (FileChannel channel =
        FileChannel.open(
            given,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.SPARSE,
            StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(before));
      channel.write(ByteBuffer.wrap(after, 12, after.length - 12), before.length + junk);
    }
    assertArrayEquals(new float[] {0.5f, 0.25f}, TestFiles.read(given));
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void aPipeIsReadToItsEnd() throws Exception {
    Path pipe = folder.resolve("pipe");
    assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
    byte[] samples = WavBytes.shorts(16384, 8192, -16384);
    Thread writer =
        new Thread(
            () -> {
              try (var out = Files.newOutputStream(pipe)) {
                out.write(
                    WavBytes.riff()
                        .chunk("LIST", 20_000, new byte[20_000])
                        .format(1, 1, 8000, 16)
                        .chunk("data", 0x7FFF_F000)
                        .bytes());
                for (byte sample : samples) {
                  out.write(sample);
                  out.flush();
                }
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            });
    writer.start();
    try (AudioFileSource source = AudioFiles.open(pipe)) {
      assertEquals(OptionalLong.empty(), source.length());
      assertArrayEquals(new float[] {0.5f, 0.25f, -0.5f}, TestFiles.drain(source));
    }
    writer.join();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 11, 12, 19, 20, 25, 35, 40, 43})
  void aHeaderThatIsCutOffIsRefused(int length) {
    byte[] whole = WavBytes.riff().format(1, 1, 8000, 16).data(WavBytes.shorts(1, 2)).bytes();
    String message = refusal(Arrays.copyOf(whole, length));
    assertTrue(
        length < 4
            ? message.startsWith("looks like text")
            : message.equals("is a broken WAV file: it ends before its first sample."),
        message);
  }

  @Test
  void absurdHeadersAreRefused() {
    assertEquals(
        "is a broken WAV file: it has 0 channels; expected 1 to 256.",
        refusal(WavBytes.riff().format(1, 0, 8000, 16).data()));
    assertEquals(
        "is a broken WAV file: it has 65535 channels; expected 1 to 256.",
        refusal(WavBytes.riff().format(1, 65535, 8000, 16, 4).data()));
    assertEquals(
        "is a broken WAV file: it has a sample rate of 0 Hz; expected 1 to 768000.",
        refusal(WavBytes.riff().format(1, 1, 0, 16).data()));
    assertEquals(
        "is a broken WAV file: it has a sample rate of 4294967295 Hz; expected 1 to 768000.",
        refusal(WavBytes.riff().format(1, 1, -1, 16).data()));
    assertEquals(
        "is a broken WAV file: it has frames of 7 bytes for 2 channels of 16-bit integers;"
            + " expected 8 to 32 bits.",
        refusal(WavBytes.riff().format(1, 2, 8000, 16, 7).data()));
    assertEquals(
        "is a broken WAV file: it has frames of 2 bytes for 1 channels of 16-bit floats;"
            + " expected 32 or 64 bits.",
        refusal(WavBytes.riff().format(3, 1, 8000, 16).data()));
    assertEquals(
        "is a broken WAV file: it has a format chunk of 2 bytes; expected at least 16.",
        refusal(WavBytes.riff().chunk("fmt ", 2, (byte) 1, (byte) 0).data()));
    assertEquals(
        "is a broken WAV file: it has no format before its samples.",
        refusal(WavBytes.riff().data(WavBytes.shorts(1))));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 16, 0",
    "1, 0, 1",
    "1, 0, 0",
    "1, 64, 8",
    "1, 8, 2",
    "2, 16, 3",
    "2, 16, 5",
    "1, 33, 4"
  })
  void frameSizesThatFitNoEncodingAreRefused(int channels, int bits, int frameBytes) {
    refusal(WavBytes.riff().format(1, channels, 8000, bits, frameBytes).data(new byte[64]));
  }

  @Test
  void fourGigabytesDeclaredInFortyFourBytesAreNoFrames() {
    byte[] content = WavBytes.riff().format(1, 1, 8000, 16).chunk("data", -2).bytes();
    assertEquals(44, content.length);
    assertEquals(0, TestFiles.read(file(content)).length);
  }

  @Test
  void aChunkLongerThanTheFileIsRefused() {
    assertEquals(
        "is a broken WAV file: it ends before its first sample.",
        refusal(
            WavBytes.riff()
                .chunk("LIST", 0x7FFF_FFFF)
                .format(1, 1, 8000, 16)
                .data(WavBytes.shorts(1))));
  }

  @Test
  void whatIsNotLinearIsNamed() {
    assertTrue(
        refusal(WavBytes.riff().format(6, 1, 8000, 8).data(new byte[8]))
            .startsWith("is a WAV file of A-law samples. Core alone opens PCM and float WAV: add"));
  }

  @Test
  void anExtensibleFormatOfAForeignKindIsNoPcm() {
    byte[] given = WavBytes.riff().extensible(1, 1, 8000, 16, 16).data(new byte[8]).bytes();
    given[59] ^= 1;
    assertTrue(refusal(given).startsWith("is a WAV file of encoding 0xFFFE. "));
  }

  @Test
  void aSizeChunkTooShortForItsSizesIsSkipped() {
    assertArrayEquals(
        new float[] {0.5f},
        read(
            WavBytes.container("RF64")
                .chunk("ds64", 4, new byte[4])
                .format(1, 1, 8000, 16)
                .chunk("data", WavBytes.UNTOLD, WavBytes.shorts(16384))));
  }

  @ParameterizedTest
  @CsvSource({
    "664C614300000022, a FLAC file",
    "4F67675300020000, an Ogg file",
    "4944330300000000, an MP3 file",
    "FFFB906400000000, an MP3 file",
    "FFF15080, an AAC file",
    "000000206674797069736F6D, an MP4 or M4A file",
    "464F524D0000000041494646, an AIFF file",
    "2E736E64, an AU file",
    "52494646000000005745425056503820, a WebP image",
    "89504E470D0A1A0A, a PNG image",
    "504B030414000000, a ZIP archive",
    "48656C6C6F2C20776F726C64210D0A00, of",
    "48656C6C6F2C20776F726C64210D0A09, text",
    "48, text",
    "00010203, of an unknown kind: it begins with the bytes 00010203"
  })
  void whatIsNotAudioIsNamed(String hex, String noun) {
    String message = refusal(HexFormat.of().parseHex(hex));
    assertTrue(
        message.startsWith("looks like " + noun + ". ") || message.startsWith("is " + noun),
        message);
    assertTrue(message.contains("add makebeliv-audio"), message);
  }

  @Test
  void nothingFoldersAndEmptyFilesAreRefused() throws IOException {
    Path missing = folder.resolve("missing.wav");
    assertEquals(
        "No such audio file: " + missing + ".", TestFiles.refusal(() -> AudioFiles.open(missing)));
    assertEquals(
        folder + " is a folder; expected an audio file.",
        TestFiles.refusal(() -> AudioFiles.open(folder)));
    assertEquals("is empty; expected an audio file.", refusal());
  }

  @Test
  void aClosedSourceSaysSo() {
    AudioFileSource source =
        AudioFiles.open(file(WavBytes.riff().format(1, 1, 8000, 16).data(new byte[100_000])));
    source.close();
    source.close();
    assertThrows(AudioException.class, () -> source.read(new float[10], 0, 10));
  }

  @Test
  void wrongRangesAreTheCallersFault() {
    try (AudioFileSource source =
        AudioFiles.open(file(WavBytes.riff().format(1, 1, 8000, 16).data(new byte[100])))) {
      assertThrows(IndexOutOfBoundsException.class, () -> source.read(new float[4], 2, 3));
      assertThrows(IllegalArgumentException.class, () -> source.read(new float[4], 2, 0));
    }
  }
}
