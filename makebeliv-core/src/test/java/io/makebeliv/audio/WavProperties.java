package io.makebeliv.audio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Random;
import java.util.function.LongSupplier;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.BeforeProperty;

class WavProperties {

  private static final int HEADER_BYTES = 80;
  private static final int[] SUSPECT_NUMBERS = {
    0, 1, 2, 3, 7, 16, 255, 256, 257, 65535, 0xFFFE, 0x7FFF_FFFF, 0x8000_0000, -2, -1, 768_001
  };

  private Path file = Path.of("");

  @BeforeProperty
  void makeFile() throws IOException {
    file = Files.createTempFile("makebeliv", ".wav");
  }

  @AfterProperty
  void deleteFile() throws IOException {
    Files.delete(file);
  }

  @Property(tries = 60)
  void integersSurviveReadingAndWriting(
      @ForAll @IntRange(min = 1, max = 3) int bytes,
      @ForAll @IntRange(max = 50_000) int frames,
      @ForAll long seed)
      throws IOException {
    byte[] data = new byte[frames * bytes];
    new Random(seed).nextBytes(data);
    Files.write(file, WavBytes.riff().format(1, 1, 8000, 8 * bytes).data(data).bytes());

    try (AudioFileSource source = AudioFiles.open(file)) {
      TestFiles.write(file, 8000, source.encoding(), TestFiles.drain(source));
    }
    byte[] written = Files.readAllBytes(file);
    assertArrayEquals(data, Arrays.copyOfRange(written, HEADER_BYTES, HEADER_BYTES + data.length));
  }

  @Property(tries = 60)
  void floatsSurviveWithinHalfAStepHoweverTheyAreSplit(
      @ForAll SampleEncoding encoding,
      @ForAll @IntRange(max = 50_000) int frames,
      @ForAll @IntRange(min = 1, max = 768_000) int sampleRate,
      @ForAll long seed) {
    Random random = new Random(seed);
    float[] samples = new float[frames];
    for (int i = 0; i < frames; i++) {
      samples[i] = 2 * random.nextFloat() - 1;
    }
    try (AudioSink sink = AudioFiles.create(file, sampleRate, encoding)) {
      for (int i = 0; i < frames; ) {
        int count = Math.min(frames - i, random.nextInt(5000));
        sink.write(samples, i, count);
        i += count;
      }
      sink.end();
    }

    double halfStep =
        switch (encoding) {
          case PCM_8 -> 0x1p-8;
          case PCM_16 -> 0x1p-16;
          // Half a step of 24 bits, or what a float near 1 cannot tell apart.
          case PCM_24, PCM_32 -> 0x1p-24;
          case FLOAT_32, FLOAT_64 -> 0;
        };
    double most = encoding.isFloat() ? 1 : 1 - 2 * halfStep;
    try (AudioFileSource source = AudioFiles.open(file)) {
      assertEquals(sampleRate, source.sampleRate());
      assertEquals(encoding, source.encoding());
      assertEquals(frames, source.length().orElseThrow());
      float[] read = new float[frames + 1];
      int count = 0;
      for (int n = 0;
          n >= 0;
          n = source.read(read, count, 1 + random.nextInt(frames + 1 - count))) {
        count += n;
      }
      assertEquals(frames, count);
      for (int i = 0; i < frames; i++) {
        assertEquals(Math.min(samples[i], most), read[i], halfStep);
      }
    }
  }

  @Property(tries = 40)
  void anyNumberOfChannelsIsMixedToTheMean(
      @ForAll @IntRange(min = 1, max = 256) int channels,
      @ForAll @IntRange(max = 500) int frames,
      @ForAll long seed)
      throws IOException {
    Random random = new Random(seed);
    int[] samples = random.ints((long) channels * frames, -32768, 32768).toArray();
    byte[] data = WavBytes.shorts(samples);
    Files.write(file, WavBytes.riff().format(1, channels, 8000, 16).data(data).bytes());

    float[] expected = new float[frames];
    for (int i = 0; i < frames; i++) {
      int sum = Arrays.stream(samples, i * channels, (i + 1) * channels).sum();
      expected[i] = (float) (sum / 32768.0 / channels);
    }
    assertArrayEquals(expected, TestFiles.read(file), 1e-7f);
  }

  /** Whatever a file says, it is read in bounded space and time, or refused. */
  @Property(tries = 800)
  void damagedFilesAreReadOrRefused(@ForAll long seed) throws IOException {
    Random random = new Random(seed);
    byte[] damaged = damage(intact(random), random);
    Files.write(file, damaged);
    float[] buffer = new float[1000];

    LongSupplier reading =
        () -> {
          try (AudioFileSource source = AudioFiles.open(file)) {
            long frames = 0;
            for (int n = 0; n >= 0; n = source.read(buffer, 0, buffer.length)) {
              for (int i = 0; i < n; i++) {
                assertTrue(Float.isFinite(buffer[i]));
              }
              frames += n;
            }
            assertEquals(source.length().orElseThrow(), frames);
            return frames;
          } catch (AudioException e) {
            return 0;
          }
        };
    long before = allocatedBytes();
    long frames = reading.getAsLong();
    long allocated = allocatedBytes() - before;
    assertTrue(frames <= damaged.length, () -> "frames: " + frames);
    assertTrue(allocated < 1_000_000, () -> "bytes allocated: " + allocated);
  }

  @Example
  void memoryStaysConstantHoweverLongTheFile() throws IOException {
    long frames = 20_000_000;
    byte[] header = WavBytes.riff().format(1, 2, 8000, 16).chunk("data", WavBytes.UNTOLD).bytes();
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(header));
      channel.write(ByteBuffer.allocate(1), header.length + 4 * frames - 1);
    }
    float[] buffer = new float[4800];
    long before = allocatedBytes();
    try (AudioFileSource source = AudioFiles.open(file);
        AudioSink sink = AudioFiles.create(file, 8000, SampleEncoding.PCM_8)) {
      for (int n = source.read(buffer, 0, 4800); n > 0; n = source.read(buffer, 0, 4800)) {
        sink.write(buffer, 0, n);
      }
      sink.end();
    }
    long allocated = allocatedBytes() - before;
    assertEquals(HEADER_BYTES + frames, Files.size(file));
    assertTrue(allocated < 1_000_000, () -> "bytes allocated: " + allocated);
  }

  private static long allocatedBytes() {
    return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
  }

  private static byte[] intact(Random random) {
    WavBytes wav =
        random.nextBoolean() ? WavBytes.riff() : WavBytes.container("RF64").bigSizes(900);
    if (random.nextBoolean()) {
      wav.chunk("LIST", 12, new byte[12]);
    }
    int bits = 8 << random.nextInt(4);
    int tag = bits >= 32 ? 3 : 1;
    if (random.nextBoolean()) {
      wav.format(tag, 1 + random.nextInt(3), 48000, bits);
    } else {
      wav.extensible(tag, 1 + random.nextInt(3), 48000, bits, bits);
    }
    return wav.data(WavBytes.noise(1 + random.nextInt(2000), random.nextLong())).bytes();
  }

  private static byte[] damage(byte[] intact, Random random) {
    byte[] bytes = intact.clone();
    for (int i = random.nextInt(4); i >= 0; i--) {
      int header = Math.min(bytes.length, 140);
      switch (random.nextInt(4)) {
        case 0 -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
        case 1 -> bytes[random.nextInt(header)] ^= (byte) (1 << random.nextInt(8));
        case 2 ->
            ByteBuffer.wrap(bytes)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(
                    2 * random.nextInt(header / 2 - 1),
                    SUSPECT_NUMBERS[random.nextInt(SUSPECT_NUMBERS.length)]);
        default -> bytes[random.nextInt(header)] = (byte) random.nextInt();
      }
      if (bytes.length < 8) {
        break;
      }
    }
    return bytes;
  }
}
