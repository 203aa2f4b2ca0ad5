package io.makebeliv.host;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.makebeliv.MuteReason;
import io.makebeliv.Signals;
import io.makebeliv.TestVoice;
import io.makebeliv.VoiceConverter;
import io.makebeliv.VoiceSession;
import io.makebeliv.audio.PcmFormat;
import io.makebeliv.audio.SampleEncoding;
import io.makebeliv.fluctuation.Fluctuation;
import io.makebeliv.inference.StepFormat;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Plays the role of hosts, each with its own kind of buffer. */
final class HostVoiceTest {

  private static final int RATE = 48_000;
  private static final int STEP = 480;

  static final PcmFormat DISCORD =
      new PcmFormat(RATE, 2, SampleEncoding.PCM_16, ByteOrder.BIG_ENDIAN);
  private static final PcmFormat WEBRTC =
      new PcmFormat(RATE, 2, SampleEncoding.PCM_16, ByteOrder.LITTLE_ENDIAN);
  private static final PcmFormat GAME =
      new PcmFormat(RATE, 1, SampleEncoding.PCM_16, ByteOrder.LITTLE_ENDIAN);

  private static VoiceConverter mirror(int step) {
    return VoiceConverter.builder()
        .backend(TestVoice.of(step, TestVoice::mirror))
        .fluctuation(Fluctuation.off())
        .build();
  }

  // What comes out is what session.process makes of the decoded mono.

  private static float[] converted(VoiceConverter converter, int rate, float[] mono) {
    try (VoiceSession session = converter.openSession(rate)) {
      float[] output = new float[mono.length];
      session.process(mono, 0, output, 0, mono.length);
      return output;
    }
  }

  /** Decoded sample by sample, the way that the fast ways must agree with. */
  private static float[] mono(ByteBuffer bytes, PcmFormat format) {
    ByteBuffer ordered = bytes.duplicate().order(format.order());
    float[] mono = new float[bytes.limit() / format.frameBytes()];
    for (int i = 0; i < mono.length; i++) {
      double sum = 0;
      for (int c = 0; c < format.channels(); c++) {
        sum +=
            format
                .encoding()
                .decode(ordered, i * format.frameBytes() + c * format.encoding().bytes());
      }
      mono[i] = (float) (sum / format.channels());
    }
    return mono;
  }

  private static byte[] encoded(float[] mono, PcmFormat format) {
    ByteBuffer bytes = ByteBuffer.allocate(mono.length * format.frameBytes()).order(format.order());
    for (int i = 0; i < mono.length; i++) {
      for (int c = 0; c < format.channels(); c++) {
        format
            .encoding()
            .encode(bytes, i * format.frameBytes() + c * format.encoding().bytes(), mono[i]);
      }
    }
    return bytes.array();
  }

  /** Different channels, so that what is mixed shows. */
  private static byte[] recording(PcmFormat format, int frames, long seed) {
    ByteBuffer bytes = ByteBuffer.allocate(frames * format.frameBytes()).order(format.order());
    float[] samples = Signals.noise(frames * format.channels(), 0.9, seed);
    for (int i = 0; i < samples.length; i++) {
      format.encoding().encode(bytes, i * format.encoding().bytes(), samples[i]);
    }
    return bytes.array();
  }

  private static byte[] expected(VoiceConverter converter, PcmFormat format, byte[] recording) {
    float[] mono = mono(ByteBuffer.wrap(recording), format);
    return encoded(converted(converter, format.sampleRate(), mono), format);
  }

  private interface Block {
    void convert(HostVoice voice, byte[] bytes, int offset, int length);
  }

  private static byte[] pushed(
      VoiceConverter converter, PcmFormat format, byte[] recording, long seed, Block block) {
    byte[] bytes = recording.clone();
    Random random = new Random(seed);
    try (HostVoice voice = HostVoice.of(converter, format).onCallersThread()) {
      for (int at = 0; at < bytes.length; ) {
        int frames = random.nextInt(random.nextInt(8) == 0 ? 3000 : 100);
        int count = Math.min(frames * format.frameBytes(), bytes.length - at);
        block.convert(voice, bytes, at, count);
        at += count;
      }
      assertEquals(0, voice.faults());
    }
    return bytes;
  }

  @Property(tries = 150)
  void bytesOfAnyEncodingOrderAndBlockSizeAreConvertedExactly(
      @ForAll SampleEncoding encoding,
      @ForAll boolean big,
      @ForAll @IntRange(min = 1, max = 3) int channels,
      @ForAll @IntRange(min = 0, max = 3) int kind,
      @ForAll long seed) {
    PcmFormat format =
        new PcmFormat(
            16_000, channels, encoding, big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    byte[] recording = recording(format, 5000, seed);
    Block[] hosts = {
      HostVoice::convert,
      (voice, bytes, offset, length) -> {
        ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
        voice.convert(buffer);
        assertEquals(offset, buffer.position());
        assertEquals(offset + length, buffer.limit());
        assertSame(ByteOrder.BIG_ENDIAN, buffer.order());
      },
      (voice, bytes, offset, length) -> {
        ByteBuffer direct = ByteBuffer.allocateDirect(length + 7).order(ByteOrder.nativeOrder());
        direct.position(3).limit(3 + length);
        direct.duplicate().put(bytes, offset, length);
        voice.convert(direct);
        assertEquals(3, direct.position());
        assertEquals(0, direct.get(2));
        direct.get(bytes, offset, length);
        direct.limit(direct.capacity());
        assertEquals(0, direct.getInt(3 + length));
      },
      (voice, bytes, offset, length) -> {
        ByteBuffer input = ByteBuffer.wrap(bytes, offset, length).asReadOnlyBuffer();
        ByteBuffer output = ByteBuffer.allocateDirect(length + 9).position(2);
        voice.convert(input, output);
        assertEquals(0, input.remaining());
        assertEquals(2 + length, output.position());
        output.flip().position(2);
        output.get(bytes, offset, length);
      }
    };
    try (VoiceConverter converter = mirror(160)) {
      assertArrayEquals(
          expected(converter, format, recording),
          pushed(converter, format, recording, seed, hosts[kind]));
    }
  }

  @Property(tries = 40)
  void shortsAreConvertedExactly(
      @ForAll @IntRange(min = 1, max = 2) int channels, @ForAll boolean apart, @ForAll long seed) {
    PcmFormat format = new PcmFormat(16_000, channels, SampleEncoding.PCM_16, ByteOrder.BIG_ENDIAN);
    byte[] recording = recording(format, 5000, seed);
    Block host =
        (voice, bytes, offset, length) -> {
          ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length).slice();
          short[] samples = new short[length / 2];
          buffer.asShortBuffer().get(samples);
          short[] output = apart ? new short[samples.length] : samples;
          if (apart) {
            voice.convert(samples, output);
          } else {
            voice.convert(samples);
          }
          buffer.asShortBuffer().put(output);
        };
    try (VoiceConverter converter = mirror(160)) {
      assertArrayEquals(
          expected(converter, format, recording), pushed(converter, format, recording, seed, host));
    }
  }

  @Property(tries = 40)
  void planesAreConvertedExactly(
      @ForAll @IntRange(min = 1, max = 3) int channels, @ForAll boolean apart, @ForAll long seed) {
    int frames = 4000;
    float[][] planes =
        IntStream.range(0, channels)
            .mapToObj(c -> Signals.noise(frames, 0.9, seed + c))
            .toArray(float[][]::new);
    planes[0][17] = Float.NaN;
    float[] mono = new float[frames];
    for (int i = 0; i < frames; i++) {
      double sum = 0;
      for (float[] plane : planes) {
        sum += Float.isFinite(plane[i]) ? plane[i] : 0;
      }
      mono[i] = (float) (sum / channels);
    }
    PcmFormat format =
        new PcmFormat(16_000, channels, SampleEncoding.FLOAT_32, ByteOrder.nativeOrder());
    Random random = new Random(seed);
    try (VoiceConverter converter = mirror(160);
        HostVoice voice = HostVoice.of(converter, format).onCallersThread()) {
      float[] expected = converted(converter, 16_000, mono);
      float[][] output = apart ? new float[channels][frames + 5] : planes;
      int shift = apart ? 5 : 0;
      for (int at = 0; at < frames; ) {
        int count = Math.min(random.nextInt(1500), frames - at);
        if (apart) {
          voice.convert(planes, at, output, at + shift, count);
        } else {
          voice.convert(planes, at, count);
        }
        at += count;
      }
      for (float[] channel : output) {
        assertArrayEquals(expected, Arrays.copyOfRange(channel, shift, shift + frames));
      }
      assertEquals(0, voice.faults());
    }
  }

  // Each host's own rhythm.

  @Test
  void aWebRtcBlockSaysWhatItIs() {
    try (VoiceConverter converter = mirror(STEP);
        HostVoice voice = HostVoice.of(converter, WEBRTC).onCallersThread()) {
      byte[] recording = recording(WEBRTC, 10 * STEP, 1);
      byte[] expected = expected(converter, WEBRTC, recording);
      for (int block = 0; block < 10; block++) {
        byte[] data = Arrays.copyOfRange(recording, block * 1920, (block + 1) * 1920);
        voice.convert(data, 16, RATE, 2, STEP);
        assertArrayEquals(Arrays.copyOfRange(expected, block * 1920, (block + 1) * 1920), data);
      }
      int[][] others = {
        {8, RATE, 2, STEP},
        {16, 44_100, 2, STEP},
        {16, RATE, 1, STEP},
        {16, RATE, 2, STEP + 1},
        {16, RATE, 2, -1}
      };
      for (int[] other : others) {
        byte[] data = recording(WEBRTC, STEP, 2);
        voice.convert(data, other[0], other[1], other[2], other[3]);
        assertArrayEquals(new byte[1920], data);
      }
      assertEquals(others.length, voice.faults());
    }
  }

  @Test
  void theDelayIsTheSessions() {
    StepFormat format = new StepFormat(RATE, RATE, 480, 480, 777);
    try (VoiceConverter converter =
            VoiceConverter.builder().measuring().backend(TestVoice.measuring(format)).build();
        HostVoice direct = HostVoice.of(converter, GAME).onCallersThread();
        HostVoice handed = HostVoice.of(converter, GAME).onExecutor(Runnable::run, 960)) {
      for (HostVoice voice : new HostVoice[] {direct, handed}) {
        float[] sound = Signals.smoothNoise(RATE / 2, RATE, 1000, 3);
        short[] samples = new short[sound.length];
        for (int i = 0; i < sound.length; i++) {
          samples[i] = (short) (32767 * sound[i]);
        }
        voice.convert(samples);
        float[] late = new float[sound.length];
        for (int i = 0; i < sound.length; i++) {
          late[i] = samples[i] / 32768f;
        }
        int declared = voice.latency().totalFrames();
        assertEquals(declared, Signals.lag(sound, late, 2 * declared));
        assertEquals(Math.round(declared * 1e9 / RATE), voice.latency().total().toNanos());
      }
      assertEquals(960, handed.latency().totalFrames() - direct.latency().totalFrames());
    }
  }

  // Fail closed.

  @Test
  void whatIsNotAsAgreedOnIsSilenceAndCounted() {
    try (VoiceConverter converter = mirror(STEP);
        HostVoice voice = HostVoice.of(converter, DISCORD).onCallersThread()) {
      byte[] bytes = recording(DISCORD, 960, 1);
      voice.convert(bytes, 1, bytes.length);
      assertArrayEquals(new byte[3840], bytes);
      float[][] planes = {Signals.noise(100, 1, 1)};
      voice.convert(planes, 0, 100);
      assertArrayEquals(new float[100], planes[0], "two channels were agreed on");
      float[][] outside = {Signals.noise(100, 1, 1), Signals.noise(90, 1, 1)};
      voice.convert(outside, 5, 90);
      assertArrayEquals(new float[100], outside[0]);
      assertArrayEquals(new float[90], outside[1]);
      short[] shorter = {1, 2, 3};
      voice.convert(new short[] {7, 7, 7, 7}, shorter);
      assertArrayEquals(new short[3], shorter);
      byte[] mixed = recording(DISCORD, 4, 1);
      byte[] earlier = Arrays.copyOf(mixed, 4);
      ByteBuffer small = ByteBuffer.wrap(mixed).position(4);
      ByteBuffer input = ByteBuffer.wrap(recording(DISCORD, 5, 2));
      voice.convert(input, small);
      assertArrayEquals(Arrays.copyOf(earlier, 16), mixed, "only from the position on");
      assertEquals(0, input.remaining(), "consumed, so that the host goes on");
      assertEquals(0, small.remaining());
      assertEquals(5, voice.faults());
    }
  }

  @Test
  void aPartOfAFrameAtTheEndIsSilencedAndCounted() {
    PcmFormat odd = new PcmFormat(RATE, 2, SampleEncoding.PCM_8, ByteOrder.BIG_ENDIAN);
    try (VoiceConverter converter = mirror(STEP);
        HostVoice bytes = HostVoice.of(converter, odd).onCallersThread();
        HostVoice shorts = HostVoice.of(converter, DISCORD).onCallersThread()) {
      byte[] block = recording(odd, 700, 1);
      byte[] expected = expected(converter, odd, block);
      byte[] cut = Arrays.copyOf(block, 1399);
      bytes.convert(ByteBuffer.wrap(cut));
      assertArrayEquals(Arrays.copyOf(expected, 1398), Arrays.copyOf(cut, 1398));
      assertEquals((byte) 0x80, cut[1398], "silence of 8 bits is in the middle");
      assertEquals(1, bytes.faults());
      short[] samples = {5, 5, 5};
      shorts.convert(samples);
      assertArrayEquals(new short[3], samples);
      assertEquals(1, shorts.faults());
    }
  }

  @Test
  void aReadOnlyBufferIsRefusedSinceItCannotBeSilenced() {
    try (VoiceConverter converter = mirror(STEP);
        HostVoice voice = HostVoice.of(converter, DISCORD).onCallersThread()) {
      ByteBuffer readOnly = ByteBuffer.allocate(3840).asReadOnlyBuffer();
      String message =
          assertThrows(IllegalArgumentException.class, () -> voice.convert(readOnly)).toString();
      assertTrue(message.contains("read-only") && message.contains("writable"), message);
      ByteBuffer input = ByteBuffer.allocate(3840);
      assertThrows(IllegalArgumentException.class, () -> voice.convert(input, readOnly));
      assertEquals(3840, input.remaining());
    }
  }

  @Test
  @SuppressWarnings("NullAway")
  void nullIsRefusedAfterTheOutputWasSilenced() {
    try (VoiceConverter converter = mirror(STEP);
        HostVoice voice = HostVoice.of(converter, GAME).onCallersThread()) {
      ByteBuffer bytes = ByteBuffer.wrap(new byte[] {1, 2});
      assertThrows(NullPointerException.class, () -> voice.convert((ByteBuffer) null, bytes));
      assertArrayEquals(new byte[2], bytes.array());
      short[] shorts = {1};
      assertThrows(NullPointerException.class, () -> voice.convert((short[]) null, shorts));
      assertArrayEquals(new short[1], shorts);
      float[][] planes = {{1}};
      assertThrows(
          NullPointerException.class, () -> voice.convert((float[][]) null, 0, planes, 0, 1));
      assertArrayEquals(new float[1], planes[0]);
      float[][] hole = {null};
      voice.convert(hole, 0, 1);
      assertThrows(NullPointerException.class, () -> voice.convert((short[]) null));
    }
  }

  @Test
  void aClosedVoiceIsSilence() {
    try (VoiceConverter converter = mirror(STEP)) {
      HostVoice voice = HostVoice.of(converter, DISCORD).speaker("guild-7").onCallersThread();
      assertEquals("guild-7", voice.session().id());
      voice.close();
      voice.close();
      byte[] bytes = recording(DISCORD, 960, 1);
      voice.convert(ByteBuffer.wrap(bytes));
      assertArrayEquals(new byte[3840], bytes);
      assertEquals(960, voice.session().statistics().mutedFrames(MuteReason.CLOSED));
    }
  }

  @Test
  @Timeout(30)
  void aSecondThreadGetsSilenceAndNotTheFirstOnesVoice() throws InterruptedException {
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    AtomicBoolean slow = new AtomicBoolean();
    TestVoice backend =
        TestVoice.of(
            STEP,
            (in, out, controls) -> {
              TestVoice.mirror(in, out, controls);
              if (slow.get()) {
                inside.countDown();
                await(go);
              }
            });
    try (VoiceConverter converter = VoiceConverter.builder().backend(backend).build();
        HostVoice voice = HostVoice.of(converter, GAME).onCallersThread()) {
      slow.set(true);
      short[] first = new short[960];
      Thread host = new Thread(() -> voice.convert(first));
      host.start();
      inside.await();
      for (Runnable second : intruders(voice)) {
        second.run();
      }
      go.countDown();
      host.join();
      assertArrayEquals(new short[960], first, "of silence only silence was made");
      assertEquals(3, voice.faults());
    }
  }

  private static Runnable[] intruders(HostVoice voice) {
    return new Runnable[] {
      () -> {
        short[] samples = {1000, 2000};
        voice.convert(samples);
        assertArrayEquals(new short[2], samples);
      },
      () -> {
        byte[] samples = {1, 2, 3, 4};
        voice.convert(ByteBuffer.wrap(samples));
        assertArrayEquals(new byte[4], samples);
      },
      () -> {
        float[][] samples = {{1, 1, 1}};
        voice.convert(samples, 1, 1);
        assertArrayEquals(new float[] {1, 0, 1}, samples[0]);
      }
    };
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  @Timeout(60)
  void aModelThatHangsNeverHoldsUpTheHostAndComesBack() throws InterruptedException {
    AtomicReference<CountDownLatch> gate = new AtomicReference<>(new CountDownLatch(0));
    TestVoice model =
        TestVoice.of(
            STEP,
            (in, out, controls) -> {
              await(Objects.requireNonNull(gate.get()));
              TestVoice.mirror(in, out, controls);
            });
    try (VoiceConverter converter = VoiceConverter.builder().backend(model).build();
        HostVoice voice = HostVoice.of(converter, DISCORD).onOwnThread(960)) {
      assertTrue(heard(voice, 400), "it works");
      CountDownLatch hung = new CountDownLatch(1);
      gate.set(hung);
      // One block is still on its way, and a fault fades out.
      for (int i = 0; i < 4; i++) {
        voice.convert(ByteBuffer.wrap(recording(DISCORD, 960, i)));
      }
      long before = voice.session().statistics().mutedFrames(MuteReason.DEADLINE_MISSED);
      for (int i = 0; i < 20; i++) {
        byte[] block = recording(DISCORD, 960, i);
        voice.convert(ByteBuffer.wrap(block));
        assertArrayEquals(new byte[3840], block, "silent while the model hangs");
      }
      assertEquals(
          20 * 960, voice.session().statistics().mutedFrames(MuteReason.DEADLINE_MISSED) - before);
      assertTrue(voice.session().statistics().droppedSteps() > 0);
      hung.countDown();
      assertTrue(heard(voice, 4000), "it comes back");
    }
    assertEquals(0, model.openSessions.get());
  }

  private static boolean heard(HostVoice voice, int most) throws InterruptedException {
    for (int i = 0; i < most; i++) {
      byte[] block = recording(DISCORD, 960, i);
      voice.convert(ByteBuffer.wrap(block));
      if (!Arrays.equals(new byte[3840], block)) {
        return true;
      }
      Thread.sleep(1);
    }
    return false;
  }

  @Test
  void aVoiceThatCannotBeOpenedLeavesNoThread() {
    try (VoiceConverter converter =
        VoiceConverter.builder()
            .backend(
                TestVoice.of(
                    STEP,
                    (in, out, controls) -> {
                      throw new IllegalStateException("on purpose");
                    }))
            .build()) {
      HostVoice.Builder builder = HostVoice.of(converter, GAME);
      assertThrows(RuntimeException.class, () -> builder.onOwnThread(960));
      assertThrows(IllegalArgumentException.class, () -> builder.onOwnThread(0));
      assertFalse(
          Thread.getAllStackTraces().keySet().stream()
              .anyMatch(thread -> thread.getName().equals("makebeliv-host")));
    }
  }

  // Nothing is allocated.

  @Test
  void noHostsBlockAllocates() {
    try (VoiceConverter converter = VoiceConverter.builder().build();
        HostVoice discord = HostVoice.of(converter, DISCORD).onCallersThread();
        HostVoice game = HostVoice.of(converter, GAME).onOwnThread(960)) {
      ByteBuffer heap = ByteBuffer.wrap(recording(DISCORD, 960, 1));
      ByteBuffer direct = ByteBuffer.allocateDirect(3840);
      byte[] bytes = heap.array();
      short[] shorts = new short[960];
      float[][] planes = new float[2][960];
      Runnable blocks =
          () -> {
            discord.convert(heap);
            heap.clear();
            direct.clear();
            discord.convert(heap, direct);
            heap.clear();
            discord.convert(direct);
            discord.convert(bytes, 0, 3840);
            discord.convert(bytes, 16, RATE, 2, 960);
            discord.convert(bytes, 16, RATE, 1, 960);
            discord.convert(planes, 0, 960);
            game.convert(shorts);
          };
      ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
      long self = Thread.currentThread().getId();
      long least = Long.MAX_VALUE;
      for (int round = 0; round < 15; round++) {
        long before = threads.getThreadAllocatedBytes(self);
        for (int i = 0; i < 50; i++) {
          blocks.run();
        }
        least = Math.min(least, threads.getThreadAllocatedBytes(self) - before);
      }
      assertEquals(0, least);
    }
  }
}
