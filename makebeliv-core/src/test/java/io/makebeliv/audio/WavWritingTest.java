package io.makebeliv.audio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WavWritingTest {

  private static final String JUNK = "4A554E4B" + "1C000000" + "00".repeat(28);

  @TempDir Path folder;

  private static void assertBytes(String hex, Path file) throws IOException {
    assertEquals(hex, HexFormat.of().withUpperCase().formatHex(Files.readAllBytes(file)));
  }

  @Test
  void sixteenBitFilesAreTheseBytes() throws IOException {
    Path target = folder.resolve("out.wav");
    TestFiles.write(target, 48000, SampleEncoding.PCM_16, 0, 0.5f, -1);
    assertBytes(
        "52494646"
            + "4E000000"
            + "57415645"
            + JUNK
            + "666D7420"
            + "10000000"
            + "0100"
            + "0100"
            + "80BB0000"
            + "00770100"
            + "0200"
            + "1000"
            + "64617461"
            + "06000000"
            + "000000400080",
        target);
  }

  @Test
  void anOddNumberOfBytesIsPadded() throws IOException {
    Path target = folder.resolve("out.wav");
    TestFiles.write(target, 8000, SampleEncoding.PCM_8, 0, 1, -1);
    assertBytes(
        "52494646"
            + "4C000000"
            + "57415645"
            + JUNK
            + "666D7420"
            + "10000000"
            + "0100"
            + "0100"
            + "401F0000"
            + "401F0000"
            + "0100"
            + "0800"
            + "64617461"
            + "03000000"
            + "80FF00"
            + "00",
        target);
  }

  @Test
  void floatFilesTellTheirLengthInFrames() throws IOException {
    Path target = folder.resolve("out.wav");
    TestFiles.write(target, 8000, SampleEncoding.FLOAT_32, 1);
    assertBytes(
        "52494646"
            + "5A000000"
            + "57415645"
            + JUNK
            + "666D7420"
            + "12000000"
            + "0300"
            + "0100"
            + "401F0000"
            + "007D0000"
            + "0400"
            + "2000"
            + "0000"
            + "66616374"
            + "04000000"
            + "01000000"
            + "64617461"
            + "04000000"
            + "0000803F",
        target);
  }

  @Test
  void fromTheLimitOnTheSizesHaveSixtyFourBits() throws IOException {
    Path target = folder.resolve("out.wav");
    try (AudioSink sink = WavSink.create(target, 48000, SampleEncoding.PCM_16, 0x4E)) {
      sink.write(new float[] {0, 0.5f, -1}, 0, 3);
      sink.end();
    }
    assertBytes(
        "52463634"
            + "FFFFFFFF"
            + "57415645"
            + "64733634"
            + "1C000000"
            + "4E00000000000000"
            + "0600000000000000"
            + "0300000000000000"
            + "00000000"
            + "666D7420"
            + "10000000"
            + "0100"
            + "0100"
            + "80BB0000"
            + "00770100"
            + "0200"
            + "1000"
            + "64617461"
            + "FFFFFFFF"
            + "000000400080",
        target);
    assertArrayEquals(new float[] {0, 0.5f, -1}, TestFiles.read(target));

    try (AudioSink sink = WavSink.create(target, 48000, SampleEncoding.PCM_16, 0x4F)) {
      sink.write(new float[] {0, 0.5f, -1}, 0, 3);
      sink.end();
    }
    assertEquals("RIFF", Files.readString(target, StandardCharsets.ISO_8859_1).substring(0, 4));
  }

  @ParameterizedTest
  @EnumSource
  void anEmptyStreamIsAFileToo(SampleEncoding encoding) throws IOException {
    Path target = folder.resolve("out.wav");
    TestFiles.write(target, 8000, encoding);
    try (AudioFileSource source = AudioFiles.open(target)) {
      assertEquals(0, source.length().orElseThrow());
      assertEquals(encoding, source.encoding());
      assertEquals(AudioSource.END_OF_STREAM, source.read(new float[1], 0, 1));
    }
    assertEquals(List.of("out.wav"), TestFiles.names(folder));
  }

  @Test
  void integersRoundToTheNearestStepAndSaturate() {
    Path target = folder.resolve("out.wav");
    float step = 1 / 32768f;
    TestFiles.write(
        target,
        8000,
        SampleEncoding.PCM_16,
        0.4f * step,
        0.6f * step,
        -0.6f * step,
        7,
        -7,
        Float.NaN,
        Float.POSITIVE_INFINITY,
        Float.NEGATIVE_INFINITY);
    assertArrayEquals(
        new float[] {0, step, -step, 1 - step, -1, 0, 1 - step, -1}, TestFiles.read(target));
  }

  @Test
  void nothingIsSeenOfAFileBeforeItsEnd() throws IOException {
    Path target = Files.writeString(folder.resolve("out.wav"), "what was there");
    try (AudioSink sink = AudioFiles.create(target, 8000)) {
      assertEquals(8000, sink.sampleRate());
      sink.write(new float[100_000], 0, 100_000);
      assertEquals("what was there", Files.readString(target));
      sink.end();
      assertEquals(200_080, Files.size(target));
      assertThrows(AudioException.class, () -> sink.write(new float[1], 0, 1));
      assertThrows(AudioException.class, sink::end);
    }
    assertEquals(List.of("out.wav"), TestFiles.names(folder));
  }

  @Test
  void anAbandonedFileLeavesNothingBehind() throws IOException {
    Path target = Files.writeString(folder.resolve("out.wav"), "what was there");
    AudioSink sink = AudioFiles.create(target, 8000);
    sink.write(new float[100_000], 0, 100_000);
    assertEquals(2, TestFiles.names(folder).size());
    sink.close();
    sink.close();
    assertEquals("what was there", Files.readString(target));
    assertEquals(List.of("out.wav"), TestFiles.names(folder));
    assertThrows(AudioException.class, () -> sink.write(new float[1], 0, 1));
    assertThrows(AudioException.class, sink::end);
  }

  @Test
  void twoSinksOfOneTargetDoNotMeet() throws IOException {
    Path target = folder.resolve("out.wav");
    try (AudioSink first = AudioFiles.create(target, 8000);
        AudioSink second = AudioFiles.create(target, 8000)) {
      first.write(new float[] {0.5f}, 0, 1);
      second.write(new float[] {0.25f}, 0, 1);
      first.end();
      assertArrayEquals(new float[] {0.5f}, TestFiles.read(target));
      second.end();
      assertArrayEquals(new float[] {0.25f}, TestFiles.read(target));
    }
    assertEquals(List.of("out.wav"), TestFiles.names(folder));
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void aFileCanBeConvertedIntoItself() {
    Path file = folder.resolve("same.wav");
    float[] samples = new float[50_000];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (i % 1000) / 1024f;
    }
    TestFiles.write(file, 8000, SampleEncoding.FLOAT_32, samples);
    try (AudioFileSource source = AudioFiles.open(file);
        AudioSink sink = AudioFiles.create(file, source.sampleRate(), source.encoding())) {
      float[] buffer = new float[777];
      for (int n = source.read(buffer, 0, 777); n > 0; n = source.read(buffer, 0, 777)) {
        sink.write(buffer, 0, n);
      }
      sink.end();
    }
    assertArrayEquals(samples, TestFiles.read(file));
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void aLinkStaysALink() throws IOException {
    Path real =
        Files.writeString(
            Files.createDirectory(folder.resolve("there")).resolve("real.wav"), "old");
    Path link = Files.createSymbolicLink(folder.resolve("link.wav"), real);
    TestFiles.write(link, 8000, SampleEncoding.PCM_16, 0.5f);
    assertTrue(Files.isSymbolicLink(link));
    assertArrayEquals(new float[] {0.5f}, TestFiles.read(real));
  }

  @Test
  void targetsThatCannotBeWrittenAreRefusedBeforehand() throws IOException {
    Path lost = folder.resolve("no").resolve("out.wav");
    assertEquals(
        "Cannot write %s: there is no folder %s; create it first."
            .formatted(lost, lost.getParent()),
        refusal(lost));
    assertEquals(folder + " is a folder; expected the name of a file to write.", refusal(folder));
    Path file = Files.writeString(folder.resolve("file"), "not a folder");
    assertTrue(refusal(file.resolve("out.wav")).contains("there is no folder " + file));
    assertEquals(List.of("file"), TestFiles.names(folder));
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void devicesAreNeverReplaced() {
    assertTrue(refusal(Path.of("/dev/null")).startsWith("/dev/null is not a regular file"));
  }

  @Test
  void wrongArgumentsAreTheCallersFault() throws IOException {
    Path target = folder.resolve("out.wav");
    assertThrows(IllegalArgumentException.class, () -> AudioFiles.create(target, 0));
    assertThrows(IllegalArgumentException.class, () -> AudioFiles.create(target, 768_001));
    try (AudioSink sink = AudioFiles.create(target, 8000)) {
      assertThrows(IndexOutOfBoundsException.class, () -> sink.write(new float[2], 1, 2));
    }
    assertEquals(List.of(), TestFiles.names(folder));
  }

  private static String refusal(Path target) {
    return TestFiles.refusal(() -> AudioFiles.create(target, 8000));
  }
}
