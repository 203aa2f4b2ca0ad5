package io.makebeliv;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.makebeliv.audio.AudioException;
import io.makebeliv.audio.AudioFileSource;
import io.makebeliv.audio.AudioFiles;
import io.makebeliv.audio.AudioSink;
import io.makebeliv.audio.AudioSource;
import io.makebeliv.audio.SampleEncoding;
import io.makebeliv.fluctuation.Fluctuation;
import io.makebeliv.inference.StepFormat;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole conversions: as long as the input, in time with it, and nothing lost when they fail. */
final class WholeStreamTest {

  private static final int[] RATES = {
    8000, 11025, 16000, 22050, 24000, 32000, 44100, 48000, 88200, 96000
  };
  private static final StepFormat NEURAL = new StepFormat(16000, 40000, 1600, 4000, 1501);

  private static VoiceConverter measuring() {
    return VoiceConverter.builder().measuring().backend(TestVoice.measuring(NEURAL)).build();
  }

  @Test
  void anArrayComesBackAsLongAndInTime() {
    try (VoiceConverter converter = measuring()) {
      float[] early = Signals.smoothNoise(30_001, 44100, 1000, 1);
      float[] late = converter.convert(early, 44100);
      assertEquals(early.length, late.length);
      assertEquals(0, Signals.lag(early, late, 500), "the delay is taken out");
      assertEquals(0, Signals.lag(late, early, 500), "and no more than that");
    }
  }

  @Property(tries = 40)
  void anyRateGoesToAnyRate(
      @ForAll @IntRange(max = 9) int in,
      @ForAll @IntRange(max = 9) int out,
      @ForAll @IntRange(max = 20_000) int frames) {
    try (VoiceConverter converter = measuring()) {
      Collected sink = new Collected(RATES[out]);
      float[] input = Signals.sine(frames, RATES[in], 200, 0.5);
      ConversionSummary summary = converter.convert(new ArraySource(input, RATES[in]), sink);
      long expected = Math.round((double) frames * RATES[out] / RATES[in]);
      assertEquals(expected, sink.frames());
      assertEquals(expected, summary.outputFrames());
      assertEquals(frames, summary.inputFrames());
      assertTrue(sink.ended);
      float[] heard = sink.samples();
      int margin = RATES[out] / 50;
      for (int i = margin; i < heard.length - margin; i++) {
        // One frame of delay more or less moves a 200 Hz sine of this size by that much.
        double tolerance = 1e-3 + 0.5 * 2 * Math.PI * 200 / Math.min(RATES[in], RATES[out]);
        double truth = 0.5 * Math.sin(2 * Math.PI * 200 * i / RATES[out]);
        assertEquals(truth, heard[i], tolerance);
      }
    }
  }

  @Test
  void aFileKeepsItsRateLengthAndEncoding(@TempDir Path folder) {
    Path in = folder.resolve("in.wav");
    Path out = folder.resolve("out.wav");
    float[] speech = SyntheticSpeech.sentence(12_345, 22050, 1);
    write(in, speech, 22050, SampleEncoding.PCM_24);
    List<Long> progress = new ArrayList<>();
    try (VoiceConverter converter = measuring()) {
      ConversionSummary summary = converter.convert(in, out, progress::add);
      assertEquals(12_345, summary.outputFrames());
      assertEquals(22050, summary.outputRate());
      assertTrue(summary.realTimeFactor() > 0);
      assertTrue(summary.statistics().steps() > 0);
    }
    assertEquals(12_345, progress.get(progress.size() - 1));
    try (AudioFileSource source = AudioFiles.open(out)) {
      assertEquals(22050, source.sampleRate());
      assertEquals(SampleEncoding.PCM_24, source.encoding());
      assertEquals(12_345, source.length().orElseThrow());
    }
  }

  @Test
  void aFileCanBeConvertedInPlace(@TempDir Path folder) {
    Path file = folder.resolve("voice.wav");
    float[] speech = SyntheticSpeech.sentence(16000, 16000, 4);
    write(file, speech, 16000, SampleEncoding.FLOAT_32);
    try (VoiceConverter converter =
        VoiceConverter.builder()
            .backend(TestVoice.of(160, TestVoice::mirror))
            .fluctuation(Fluctuation.off())
            .build()) {
      converter.convert(file, file);
    }
    try (AudioFileSource source = AudioFiles.open(file)) {
      float[] heard = new float[16000];
      assertEquals(16000, readAll(source, heard));
      for (int i = 0; i < heard.length; i++) {
        assertEquals(i % 2 == 0 ? 0.5f * speech[i] : -0.5f * speech[i], heard[i], 1e-6f);
      }
    }
  }

  @Test
  void aFailureLeavesTheTargetAsItWas(@TempDir Path folder) throws Exception {
    Path out = folder.resolve("out.wav");
    Files.writeString(out, "precious");
    AudioSource failing =
        new AudioSource() {
          private int blocks;

          @Override
          public int sampleRate() {
            return 16000;
          }

          @Override
          public int read(float[] buffer, int offset, int frames) {
            if (blocks++ == 3) {
              throw new AudioException("The microphone was unplugged.");
            }
            return frames;
          }

          @Override
          public void close() {}
        };
    try (VoiceConverter converter = measuring()) {
      assertThrows(
          AudioException.class,
          () -> {
            try (AudioSink sink = AudioFiles.create(out, 16000)) {
              converter.convert(failing, sink);
            }
          });
    }
    assertEquals("precious", Files.readString(out));
    try (var files = Files.list(folder)) {
      assertEquals(1, files.count(), "nothing half-written stays behind");
    }
  }

  @Test
  void aRateThatIsNotCoveredIsRefusedByName(@TempDir Path folder) {
    Path in = folder.resolve("high.wav");
    write(in, new float[100], 192_000, SampleEncoding.PCM_16);
    try (VoiceConverter converter = measuring()) {
      AudioException refusal =
          assertThrows(
              AudioException.class, () -> converter.convert(in, folder.resolve("out.wav")));
      assertTrue(refusal.toString().contains("192000"), refusal::toString);
    }
    assertFalse(Files.exists(folder.resolve("out.wav")));
  }

  @Test
  void aRecordingOfNothingIsRefusedByName(@TempDir Path folder) {
    Path in = folder.resolve("empty.wav");
    write(in, new float[0], 16000, SampleEncoding.PCM_16);
    try (VoiceConverter converter = measuring()) {
      AudioException refusal =
          assertThrows(
              AudioException.class, () -> converter.convert(in, folder.resolve("out.wav")));
      assertTrue(refusal.toString().contains("empty.wav"), refusal::toString);
    }
    assertFalse(Files.exists(folder.resolve("out.wav")));
  }

  @Test
  void eightBitsBecomeSixteen(@TempDir Path folder) {
    Path in = folder.resolve("coarse.wav");
    write(in, SyntheticSpeech.sentence(16000, 16000, 1), 16000, SampleEncoding.PCM_8);
    try (VoiceConverter converter = measuring()) {
      converter.convert(in, folder.resolve("out.wav"));
    }
    try (AudioFileSource source = AudioFiles.open(folder.resolve("out.wav"))) {
      assertEquals(SampleEncoding.PCM_16, source.encoding());
    }
  }

  @Test
  void theSameSeedGivesTheSameSamplesAndAnEmptyInputAnEmptyOutput() {
    try (VoiceConverter converter = measuring()) {
      float[] speech = SyntheticSpeech.sentence(16000, 16000, 1);
      assertArrayEquals(converter.convert(speech, 16000), converter.convert(speech, 16000));
      assertEquals(0, converter.convert(new float[0], 16000).length);
    }
  }

  private static void write(Path file, float[] samples, int rate, SampleEncoding encoding) {
    try (AudioSink sink = AudioFiles.create(file, rate, encoding)) {
      sink.write(samples, 0, samples.length);
      sink.end();
    }
  }

  private static int readAll(AudioSource source, float[] target) {
    int read = 0;
    while (read < target.length) {
      int frames = source.read(target, read, target.length - read);
      if (frames == AudioSource.END_OF_STREAM) {
        break;
      }
      read += frames;
    }
    return read;
  }

  /** A sink that keeps everything. */
  private static final class Collected implements AudioSink {

    private final int sampleRate;
    private final List<float[]> blocks = new ArrayList<>();
    private boolean ended;

    Collected(int sampleRate) {
      this.sampleRate = sampleRate;
    }

    int frames() {
      return blocks.stream().mapToInt(block -> block.length).sum();
    }

    float[] samples() {
      float[] samples = new float[frames()];
      int at = 0;
      for (float[] block : blocks) {
        System.arraycopy(block, 0, samples, at, block.length);
        at += block.length;
      }
      return samples;
    }

    @Override
    public int sampleRate() {
      return sampleRate;
    }

    @Override
    public void write(float[] buffer, int offset, int frames) {
      blocks.add(java.util.Arrays.copyOfRange(buffer, offset, offset + frames));
    }

    @Override
    public void end() {
      ended = true;
    }

    @Override
    public void close() {}
  }
}
