package io.makebeliv.audio.javasound;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.makebeliv.VoiceConverter;
import io.makebeliv.VoiceSession;
import io.makebeliv.audio.AudioFileSource;
import io.makebeliv.audio.SampleEncoding;
import io.makebeliv.fluctuation.Fluctuation;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioFormat.Encoding;
import javax.sound.sampled.AudioInputStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Streams that are converted while they are read. */
final class ConvertedStreamTest {

  private static final AudioFormat STEREO =
      TestStreams.format(Encoding.PCM_SIGNED, 16_000, 16, 2, true);

  private static VoiceConverter converter() {
    return VoiceConverter.builder().pitch(3).fluctuation(Fluctuation.off()).seed(5).build();
  }

  private static byte[] recording(int frames, long seed) {
    byte[] bytes = new byte[4 * frames];
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    Random random = new Random(seed);
    for (int i = 0; i < frames; i++) {
      double voice = Math.sin(i * 0.06) + 0.5 * Math.sin(i * 0.12) + 0.1 * random.nextGaussian();
      buffer.putShort((short) (6000 * voice)).putShort((short) (4000 * voice));
    }
    return bytes;
  }

  private static float[] mono(byte[] recording) {
    try (AudioFileSource source = AudioStreams.source(TestStreams.stream(STEREO, recording))) {
      return TestStreams.drain(source);
    }
  }

  private static byte[] encoded(float[] mono, int length) {
    ByteBuffer bytes = ByteBuffer.allocate(2 * length).order(ByteOrder.LITTLE_ENDIAN);
    SampleEncoding.PCM_16.encodeMono(mono, 0, length, bytes, 0, 1);
    return bytes.array();
  }

  private static byte[] read(InputStream stream, Random random) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[] block = new byte[4000];
    for (int n = 0; n >= 0; n = stream.read(block, 0, 2 * (1 + random.nextInt(2000)))) {
      all.write(block, 0, n);
    }
    return all.toByteArray();
  }

  /** What a session makes of the recording, and of the silence that pushes the last words out. */
  private static float[] session(VoiceSession session, float[] mono) {
    int delay = session.latency().totalFrames();
    float[] samples = Arrays.copyOf(mono, mono.length + delay);
    session.process(samples, 0, samples, 0, samples.length);
    return samples;
  }

  @Property(tries = 15)
  void aRecordingKeepsItsLengthAndItsTime(
      @ForAll @IntRange(max = 9000) int frames, @ForAll long seed) throws IOException {
    byte[] recording = recording(frames, seed);
    try (VoiceConverter converter = converter();
        VoiceConverter same = converter();
        VoiceSession session = same.openSession(16_000);
        AudioInputStream converted =
            AudioStreams.convert(TestStreams.stream(STEREO, recording), converter)) {
      assertEquals(frames, converted.getFrameLength());
      assertEquals(1, converted.getFormat().getChannels());
      float[] late = session(session, mono(recording));
      float[] inTime = Arrays.copyOfRange(late, late.length - frames, late.length);
      assertArrayEquals(encoded(inTime, frames), read(converted, new Random(seed)));
    }
  }

  @Property(tries = 15)
  void aLiveStreamIsLateAndGoesOnAfterTheEnd(
      @ForAll @IntRange(max = 9000) int frames, @ForAll long seed) throws IOException {
    byte[] recording = recording(frames, seed);
    try (VoiceConverter converter = converter();
        VoiceSession live = converter.session(16_000).id("a").open();
        VoiceSession same = converter.session(16_000).id("a").open();
        AudioInputStream converted =
            AudioStreams.convert(TestStreams.stream(STEREO, recording), live)) {
      float[] late = session(same, mono(recording));
      assertEquals(late.length, converted.getFrameLength());
      assertArrayEquals(encoded(late, late.length), read(converted, new Random(seed)));
    }
  }

  /** A line that has only so much, and says how much it was asked for at once. */
  private static class Line extends ByteArrayInputStream {

    private int most;
    private boolean closed;

    Line(byte[] bytes) {
      super(bytes);
    }

    @Override
    public synchronized int read(byte[] bytes, int offset, int length) {
      most = Math.max(most, length);
      return super.read(bytes, offset, length);
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  @Test
  void aLineIsAskedForNoMoreThanTheReaderAsksFor() throws IOException {
    Line line = new Line(recording(3200, 1));
    try (VoiceConverter converter = converter();
        VoiceSession session = converter.openSession(16_000)) {
      AudioInputStream live = new AudioInputStream(line, STEREO, -1);
      try (AudioInputStream converted = AudioStreams.convert(live, session)) {
        byte[] block = new byte[320];
        for (int i = 0; i < 20; i++) {
          assertEquals(320, converted.readNBytes(block, 0, 320));
        }
        assertEquals(640, line.most, "10 ms of stereo for 10 ms of mono");
      }
      assertTrue(line.closed);
      float[] samples = new float[4000];
      Arrays.fill(samples, 0.1f);
      session.process(samples, 0, samples, 0, samples.length);
      assertTrue(session.statistics().frames() > 3200, "the session is the caller's and goes on");
    }
  }

  @Test
  void aClosedSessionIsSilence() throws IOException {
    try (VoiceConverter converter = converter()) {
      VoiceSession session = converter.openSession(16_000);
      AudioInputStream converted =
          AudioStreams.convert(TestStreams.stream(STEREO, recording(4000, 1)), session);
      session.close();
      for (byte b : converted.readAllBytes()) {
        assertEquals(0, b);
      }
    }
  }

  @Test
  void anErrorOfTheStreamIsAnErrorAndNothingIsHeard() throws IOException {
    Line broken =
        new Line(new byte[0]) {
          @Override
          public synchronized int read(byte[] bytes, int offset, int length) {
            throw new IllegalStateException("on purpose");
          }
        };
    try (VoiceConverter converter = converter();
        AudioInputStream converted =
            AudioStreams.convert(new AudioInputStream(broken, STEREO, -1), converter)) {
      assertThrows(IOException.class, () -> converted.read(new byte[100]));
    }
  }

  @Test
  void refusesASessionOfAnotherRate() {
    try (VoiceConverter converter = converter();
        VoiceSession session = converter.openSession(48_000)) {
      IllegalArgumentException refusal =
          assertThrows(
              IllegalArgumentException.class,
              () -> AudioStreams.convert(TestStreams.stream(STEREO), session));
      String message = refusal.toString();
      assertTrue(message.contains("16000") && message.contains("48000"), message);
    }
  }
}
