package io.makebeliv;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.makebeliv.audio.AudioFiles;
import io.makebeliv.audio.AudioSink;
import io.makebeliv.audio.AudioSource;
import io.makebeliv.fluctuation.Fluctuation;
import io.makebeliv.inference.InferenceBackend;
import io.makebeliv.inference.PitchRange;
import io.makebeliv.inference.StepControls;
import io.makebeliv.inference.StepFormat;
import io.makebeliv.inference.VoiceSettings;
import io.makebeliv.mcadams.McAdams;
import io.makebeliv.pitchshift.Measures;
import io.makebeliv.pitchshift.PitchShift;
import io.makebeliv.pitchshift.Speech;
import io.makebeliv.pitchshift.SyntheticVoice;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntSupplier;
import java.util.stream.IntStream;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A voice that goes to a range of pitch, whoever speaks. */
final class PitchRangeTest {

  private static final double LOWER = 0.1587;

  private static VoiceConverter.Builder still() {
    return VoiceConverter.builder().formant(1.1).fluctuation(Fluctuation.off());
  }

  /**
   * A melody that has shown all of itself after each second, of which the spread is known: that of
   * a sine, at the phases where it passes 16 and 84 %, is 0.878 of its height.
   */
  private static DoubleUnaryOperator melody(double medianHz, double spread) {
    double height = spread / 0.878;
    return t -> medianHz * Math.pow(2, height * Math.cos(2 * Math.PI * t) / 12);
  }

  /** Any melody that has shown all of itself after each second, of a median and a spread. */
  private static DoubleUnaryOperator melody(double medianHz, double spread, long seed) {
    Random random = new Random(seed);
    double[] height = new double[3];
    double[] phase = new double[3];
    for (int k = 0; k < height.length; k++) {
      height[k] = random.nextDouble() / (k + 1);
      phase[k] = 2 * Math.PI * random.nextDouble();
    }
    DoubleUnaryOperator shape =
        t -> {
          double sum = 0;
          for (int k = 0; k < height.length; k++) {
            sum += height[k] * Math.cos(2 * Math.PI * (k + 1) * t + phase[k]);
          }
          return sum;
        };
    double[] sorted =
        IntStream.range(0, 1000)
            .mapToDouble(i -> shape.applyAsDouble(i / 1000.0))
            .sorted()
            .toArray();
    double middle = sorted[500];
    double width = (sorted[(int) (1000 * (1 - LOWER))] - sorted[(int) (1000 * LOWER)]) / 2;
    return t -> medianHz * Math.pow(2, spread / width * (shape.applyAsDouble(t) - middle) / 12);
  }

  /** Whether anybody could speak it: no steeper than speech is, and where a voice can go. */
  private static boolean isSpeakable(DoubleUnaryOperator melody) {
    double steepest = 0;
    double lowest = Double.POSITIVE_INFINITY;
    for (int i = 0; i < 1000; i++) {
      double here = melody.applyAsDouble(i / 1000.0);
      double next = melody.applyAsDouble((i + 1) / 1000.0);
      steepest = Math.max(steepest, 1000 * Math.abs(Measures.cents(next, here)) / 100);
      lowest = Math.min(lowest, here);
    }
    return steepest < 60 && lowest > 65;
  }

  private static float[] voice(int rate, double seconds, DoubleUnaryOperator melody) {
    return new SyntheticVoice(rate, seconds, melody, 650, 1150, 2500, 3400).samples();
  }

  private static float[] voice(int rate, double seconds, double medianHz, double spread) {
    return voice(rate, seconds, melody(medianHz, spread));
  }

  /** As a stream, of which nothing is known before it comes. */
  private static float[] live(VoiceConverter converter, float[] x, int rate) {
    float[] y = new float[x.length];
    try (VoiceSession session = converter.openSession(rate)) {
      session.process(x, 0, y, 0, x.length);
    }
    return y;
  }

  /** Median in Hz and spread in semitones of what is voiced from a time to the end. */
  private static double[] range(
      float[] y, int rate, double seconds, double lowest, double highest) {
    int begin = (int) (seconds * rate);
    double[] found =
        IntStream.iterate(begin, n -> n < y.length - rate / 4, n -> n + rate / 100)
            .mapToDouble(n -> Measures.f0(y, rate, n, lowest, highest))
            .filter(hz -> hz > 0)
            .sorted()
            .toArray();
    assertTrue(found.length > (y.length - begin) / rate * 60, "voiced " + found.length);
    double low = found[(int) (LOWER * found.length)];
    double high = found[(int) ((1 - LOWER) * found.length)];
    return new double[] {
      found[found.length / 2], 6 * Math.log(high / low) / Math.log(2),
    };
  }

  @ParameterizedTest
  @CsvSource({
    "100, 2, 210, 3",
    "100, 3, 120, 1.5",
    "130, 1.5, 220, 3.5",
    "155, 3, 110, 2",
    "200, 4, 110, 2",
    "230, 2, 120, 3",
    "260, 3, 150, 3",
    "260, 2, 300, 4",
  })
  void anySpeakerComesOutInTheRangeAfterThreeSeconds(
      double from, double spread, double to, double wanted) {
    int rate = 16_000;
    float[] x = voice(rate, 8.25, from, spread);
    try (VoiceConverter converter = still().pitchRange(to, wanted).build()) {
      double[] found = range(live(converter, x, rate), rate, 3, to / 2.2, to * 2.2);
      assertEquals(0, Measures.cents(found[0], to), 30, "median " + found[0]);
      assertEquals(1, found[1] / wanted, 0.15, "spread " + found[1]);
    }
  }

  @Test
  void theSpeakersOwnSpreadStaysWhereNoneIsAskedFor() {
    int rate = 48_000;
    float[] x = voice(rate, 6.25, 120, 2);
    try (VoiceConverter converter = still().pitchRange(200).build()) {
      double[] found = range(live(converter, x, rate), rate, 3, 100, 400);
      assertEquals(0, Measures.cents(found[0], 200), 30, "median " + found[0]);
      assertEquals(2, found[1], 0.1, "spread");
    }
    try (VoiceConverter converter = still().pitchRange(new PitchRange(0, 4)).pitch(5).build()) {
      double[] found = range(live(converter, x, rate), rate, 3, 70, 400);
      assertEquals(0, Measures.cents(found[0], 120 * Math.pow(2, 5 / 12.0)), 30, "its own median");
      assertEquals(4, found[1], 0.4, "spread");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"awb-plan-16k", "slt-harbour-16k", "espeakf3-number-16k"})
  void speechComesOutInTheRange(String name) {
    Speech speech = Speech.of(name);
    int rate = speech.rate();
    int times = 1 + 9 * rate / speech.samples().length;
    float[] x = new float[times * speech.samples().length];
    for (int i = 0; i < times; i++) {
      System.arraycopy(
          speech.samples(), 0, x, i * speech.samples().length, speech.samples().length);
    }
    try (VoiceConverter converter = still().pitchRange(170).build()) {
      float[] y = converter.convert(x, rate);
      double[] found =
          IntStream.iterate(5 * rate, n -> n < y.length - rate / 4, n -> n + rate / 100)
              .mapToDouble(n -> Measures.f0(y, rate, n, 75, 400))
              .filter(hz -> hz > 0)
              .sorted()
              .toArray();
      assertEquals(0, Measures.cents(found[found.length / 2], 170), 40, "median");
      assertEquals(0, Measures.verbatim(x, y, rate));
    }
  }

  /** The controls that a voice was given, as rows, one value for each frame of the stream. */
  private static final class Asked {

    private final float[] semitones;
    private final float[] contrast;
    private final float[] centreHz;

    Asked(int frames) {
      semitones = new float[frames];
      contrast = new float[frames];
      centreHz = new float[frames];
    }

    int frames() {
      return semitones.length;
    }

    /** Where a pitch goes, in Hz. */
    double at(int frame, double hertz) {
      double shift = StepControls.shift(semitones[frame], contrast[frame], centreHz[frame], hertz);
      return hertz * Math.pow(2, shift / 12);
    }

    TestVoice voice(int step) {
      return TestVoice.of(step, this::note).ranged();
    }

    TestVoice voice(StepFormat format) {
      return TestVoice.of(format, any -> this::note).ranged();
    }

    private void note(float[] in, float[] out, StepControls controls) {
      for (int i = 0; i < out.length; i++) {
        out[i] = 0.3f * in[i * in.length / out.length] * (i % 2 == 0 ? 1 : -1);
      }
      int at = (int) Math.min(semitones.length, controls.position());
      int count = Math.min(in.length, semitones.length - at);
      System.arraycopy(controls.pitchSemitones(), 0, semitones, at, count);
      System.arraycopy(controls.contrast(), 0, contrast, at, count);
      System.arraycopy(controls.centreHz(), 0, centreHz, at, count);
    }
  }

  /** Where a melody goes from a time on, as a voice was asked: its median, Hz, and its spread. */
  private static double[] mapped(DoubleUnaryOperator melody, Asked asked, int rate, double from) {
    double[] found =
        IntStream.iterate((int) (from * rate), n -> n < asked.frames(), n -> n + rate / 100)
            .mapToDouble(n -> asked.at(n, melody.applyAsDouble((double) n / rate)))
            .sorted()
            .toArray();
    double low = found[(int) (LOWER * found.length)];
    double high = found[(int) ((1 - LOWER) * found.length)];
    return new double[] {found[found.length / 2], 6 * Math.log(high / low) / Math.log(2)};
  }

  /** Within a semitone of the median asked for, and a fifth of the spread. */
  private static void assertRange(double toHz, double spread, double[] found) {
    assertEquals(0, Measures.cents(found[0], toHz), 100, "median " + found[0]);
    assertEquals(1, found[1] / spread, 0.2, "spread " + found[1]);
  }

  /** Any speaker, any melody of theirs, and any range. */
  @Property(tries = 40)
  void anyMelodyComesIntoTheRangeAsSoonAsItMay(
      @ForAll @DoubleRange(min = 85, max = 280) double from,
      @ForAll @DoubleRange(min = 1.5, max = 4) double spread,
      @ForAll @DoubleRange(min = 95, max = 280) double to,
      @ForAll @DoubleRange(min = 1.5, max = 4) double wanted,
      @ForAll @LongRange(min = 1, max = 1_000_000) long seed) {
    DoubleUnaryOperator melody = melody(from, spread, seed);
    Assume.that(isSpeakable(melody));
    int rate = 16_000;
    // It is learned first, and then gone to at the slopes that are not heard.
    double middle = 0.5 + Math.abs(Measures.cents(from, 155)) / 100 / 4;
    double width = 1.5 + Math.abs(Math.log(spread / 3)) / 0.6;
    double settled = Math.max(middle, width) + 0.5;
    float[] x = voice(rate, settled + 4, melody);
    Asked asked = new Asked(x.length / 160 * 160);
    try (VoiceConverter converter = asking(asked.voice(160)).pitchRange(to, wanted).build();
        VoiceSession session = converter.openSession(rate)) {
      push(session, x, () -> 480);
    }
    assertRange(to, wanted, mapped(melody, asked, rate, settled));
  }

  /** What is to come of a recording is known before it comes. */
  @Property(tries = 40)
  void aRecordingIsInTheRangeFromItsBeginning(
      @ForAll @DoubleRange(min = 85, max = 280) double from,
      @ForAll @DoubleRange(min = 1.5, max = 4) double spread,
      @ForAll @DoubleRange(min = 95, max = 280) double to,
      @ForAll @DoubleRange(min = 1.5, max = 4) double wanted,
      @ForAll @LongRange(min = 1, max = 1_000_000) long seed) {
    DoubleUnaryOperator melody = melody(from, spread, seed);
    Assume.that(isSpeakable(melody));
    int rate = 16_000;
    float[] x = voice(rate, 3, melody);
    Asked asked = new Asked(x.length);
    try (VoiceConverter converter = asking(asked.voice(160)).pitchRange(to, wanted).build()) {
      converter.convert(x, rate);
    }
    assertRange(to, wanted, mapped(melody, asked, rate, 0));
  }

  @Test
  void aFileOfALowVoiceIsInTheRangeFromItsBeginning(@TempDir Path folder) {
    int rate = 16_000;
    float[] x = voice(rate, 4, 87, 2);
    Path in = folder.resolve("in.wav");
    try (AudioSink sink = AudioFiles.create(in, rate)) {
      sink.write(x, 0, x.length);
      sink.end();
    }
    Asked file = new Asked(x.length);
    Asked stream = new Asked(x.length);
    try (VoiceConverter one = asking(file.voice(160)).pitchRange(200).build();
        VoiceConverter other = asking(stream.voice(160)).pitchRange(200).build();
        AudioSource once = new Once(AudioFiles.open(in))) {
      one.convert(in, folder.resolve("out.wav"));
      other.convert(once, new ArraySink(x.length, rate));
    }
    double settled = Measures.cents(200, 87) / 100;
    for (int n = 0; n < x.length; n += 100) {
      assertEquals(settled, file.semitones[n], 0.3, "at " + n);
    }
    assertEquals(Measures.cents(200, 155) / 100, stream.semitones[0], 0.01, "nothing is known");
  }

  /** A file that is gone while it is read is learned from as it comes. */
  @Test
  void aFileThatIsGoneIsNotHeardAhead(@TempDir Path folder) throws IOException {
    int rate = 16_000;
    float[] x = voice(rate, 1, 87, 2);
    Path file = folder.resolve("in.wav");
    try (AudioSink sink = AudioFiles.create(file, rate)) {
      sink.write(x, 0, x.length);
      sink.end();
    }
    Asked asked = new Asked(x.length);
    try (VoiceConverter converter = asking(asked.voice(160)).pitchRange(200).build();
        AudioSource source = AudioFiles.open(file)) {
      source.again().orElseThrow().close();
      Files.delete(file);
      assertEquals(Optional.empty(), source.again());
      converter.convert(source, new ArraySink(x.length, rate));
    }
    assertEquals(Measures.cents(200, 155) / 100, asked.semitones[0], 0.01);
  }

  /** Neither in a recording nor live does one speaker come out as the other was. */
  @ParameterizedTest
  @CsvSource({"true, 110, 210", "false, 110, 210", "true, 210, 110", "false, 210, 110"})
  void eachOfTwoSpeakersComesIntoTheRange(boolean recorded, double first, double second) {
    int rate = 16_000;
    float[] one = voice(rate, 6, first, 2);
    float[] other = voice(rate, 24, second, 2);
    float[] x = Arrays.copyOf(one, one.length + other.length);
    System.arraycopy(other, 0, x, one.length, other.length);
    Asked asked = new Asked(x.length);
    AudioSource source = new ArraySource(x, rate);
    try (VoiceConverter converter = asking(asked.voice(160)).pitchRange(200).build()) {
      converter.convert(recorded ? source : new Once(source), new ArraySink(x.length, rate));
    }
    // What was said before counts for as long as it lasted, up to half a minute.
    for (int n = 3 * rate; n < one.length - rate; n += 1600) {
      assertEquals(semitones(first, 200), asked.semitones[n], 1, "at " + n);
    }
    for (int n = x.length - 4 * rate; n < x.length - rate; n += 1600) {
      assertEquals(semitones(second, 200), asked.semitones[n], 1.2, "at " + n);
    }
  }

  private static double semitones(double from, double to) {
    return 12 * Math.log(to / from) / Math.log(2);
  }

  /** What is heard once, as from a microphone or a pipe. */
  private record Once(AudioSource source) implements AudioSource {

    @Override
    public int sampleRate() {
      return source.sampleRate();
    }

    @Override
    public int read(float[] buffer, int offset, int frames) {
      return source.read(buffer, offset, frames);
    }

    @Override
    public void close() {
      source.close();
    }
  }

  private static VoiceConverter.Builder asking(InferenceBackend voice) {
    return VoiceConverter.builder().backend(voice).fluctuation(Fluctuation.off());
  }

  private static void push(VoiceSession session, float[] x, IntSupplier sizes) {
    for (int at = 0; at < x.length; ) {
      int count = Math.min(sizes.getAsInt(), x.length - at);
      session.process(x, at, new float[count], 0, count);
      at += count;
    }
  }

  @Property(tries = 20)
  void movesWithinItsBoundsWhateverIsSaid(
      @ForAll @DoubleRange(min = 50, max = 600) double median,
      @ForAll @DoubleRange(min = 0.25, max = 8) double spread,
      @ForAll @DoubleRange(min = -24, max = 24) double pitch,
      @ForAll @IntRange(min = 10, max = 3000) int step,
      @ForAll @LongRange(min = 1, max = 1000) long seed) {
    int rate = 8000;
    float[] x = SyntheticSpeech.sentence(4 * rate, rate, seed);
    float[] noise = Signals.noise(rate, 0.7, seed);
    System.arraycopy(noise, 0, x, 2 * rate, noise.length);
    Asked asked = new Asked(x.length);
    try (VoiceConverter converter =
            asking(asked.voice(step)).pitchRange(median, spread).pitch(pitch).build();
        VoiceSession session = converter.openSession(rate)) {
      push(session, x, () -> 333);
    }
    // Six times as fast in pauses; the grid of hops on which it moves shows a little.
    double most = 1.06 * 6 * 4.0 / rate;
    for (int n = 0; n < x.length / step * step; n++) {
      assertTrue(Math.abs(asked.semitones[n]) <= 24);
      assertTrue(asked.contrast[n] >= 0.333f && asked.contrast[n] <= 3);
      assertEquals(0, StepControls.shift(asked.semitones[n], asked.contrast[n], 60, 800), 24);
      if (n > 0) {
        assertEquals(asked.semitones[n - 1], asked.semitones[n], most, "slope at " + n);
      }
    }
  }

  @Test
  void bendsTheMelodySlowlyWhileAVoiceIsHeardAndNotAtAllInSilence() {
    int rate = 16_000;
    float[] x = new float[20 * rate];
    float[] spoken = voice(rate, 4, 250, 3);
    System.arraycopy(spoken, 0, x, 0, spoken.length);
    float[] hum = Signals.sine(8 * rate, rate, 100, 0.002);
    for (int n = 0; n < hum.length; n++) {
      x[12 * rate + n] = hum[n];
    }
    Asked asked = new Asked(x.length);
    try (VoiceConverter converter = asking(asked.voice(160)).pitchRange(155).build();
        VoiceSession session = converter.openSession(rate)) {
      push(session, x, () -> 480);
    }
    assertEquals(0, asked.semitones[0], 1e-6, "begins between women and men");
    double most = 0;
    for (int n = rate / 10; n < 4 * rate; n++) {
      most = Math.max(most, asked.semitones[n - rate / 50] - asked.semitones[n]);
    }
    assertEquals(4, 50 * most, 0.2, "semitones a second");
    double settled = 12 * Math.log(155 / 250.0) / Math.log(2);
    assertEquals(settled, asked.semitones[3 * rate], 0.15);
    for (int n = 5 * rate; n < x.length; n += 100) {
      assertEquals(asked.semitones[5 * rate], asked.semitones[n], 1e-4, "rests at " + n);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 64, 480, 4096})
  void anyBlocksGiveTheSame(int size) {
    int rate = 48_000;
    float[] x = SyntheticSpeech.sentence(2 * rate, rate, 1);
    float[][] outputs = new float[2][x.length];
    Random random = new Random(size);
    for (int i = 0; i < 2; i++) {
      try (VoiceConverter converter =
              VoiceConverter.builder().pitchRange(190, 4).formant(1.1).build();
          VoiceSession session = converter.session(rate).id("anna").open()) {
        for (int at = 0; at < x.length; ) {
          int block = i == 0 ? x.length : size == 4096 ? 1 + random.nextInt(size) : size;
          block = Math.min(block, x.length - at);
          session.process(x, at, outputs[i], at, block);
          at += block;
        }
      }
    }
    assertArrayEquals(outputs[0], outputs[1]);
  }

  @Test
  void voicesOfAnyRateAndStepAreAskedTheSameInAnyBlocks() {
    int rate = 44_100;
    float[] x = SyntheticSpeech.sentence(2 * rate, rate, 3);
    Random random = new Random(1);
    for (StepFormat format :
        new StepFormat[] {
          new StepFormat(16_000, 40_000, 1600, 4000, 5000),
          new StepFormat(16_000, 16_000, 37, 37, 0)
        }) {
      Asked whole = new Asked(40_000);
      Asked cut = new Asked(40_000);
      try (VoiceConverter one = asking(whole.voice(format)).pitchRange(190, 4).build();
          VoiceConverter other = asking(cut.voice(format)).pitchRange(190, 4).build();
          VoiceSession a = one.openSession(rate);
          VoiceSession b = other.openSession(rate)) {
        push(a, x, () -> x.length);
        push(b, x, () -> 1 + random.nextInt(2000));
      }
      assertArrayEquals(whole.semitones, cut.semitones);
      assertArrayEquals(whole.contrast, cut.contrast);
      assertArrayEquals(whole.centreHz, cut.centreHz);
    }
  }

  @Test
  void whatWasLearnedStaysOverASwapAndIsForgottenByAReset() throws Exception {
    int rate = 16_000;
    float[] x = voice(rate, 4, 250, 3);
    Asked first = new Asked(40 * rate);
    Asked second = new Asked(40 * rate);
    try (VoiceConverter converter = asking(first.voice(160)).pitchRange(155, 3).build();
        VoiceSession session = converter.openSession(rate)) {
      push(session, x, () -> 480);
      CompletableFuture<Void> swap = session.swap(second.voice(320));
      int rounds = 0;
      while (!swap.isDone() && rounds++ < 400) {
        session.process(new float[480], 0, new float[480], 0, 480);
        Thread.sleep(1);
      }
      swap.get(10, TimeUnit.SECONDS);
      session.process(new float[rate], 0, new float[rate], 0, rate);
      int at = x.length + rounds * 480 + rate / 2;
      double settled = 12 * Math.log(155 / 250.0) / Math.log(2);
      assertEquals(settled, second.semitones[at], 0.2);
      session.pitchRange(PitchRange.OWN);
      session.process(new float[rate], 0, new float[rate], 0, rate);
      assertEquals(0, second.semitones[at + rate], "the speaker's own again");
      session.pitchRange(new PitchRange(155, 0));
      session.process(new float[rate], 0, new float[rate], 0, rate);
      assertEquals(settled, second.semitones[at + 2 * rate], 0.2, "and back");
      session.reset();
      session.process(new float[480], 0, new float[480], 0, 480);
      assertEquals(0, second.semitones[300], 1e-6, "begins anew");
    }
  }

  @Test
  void aVoiceOnAnExecutorIsAskedTheSame() {
    int rate = 16_000;
    float[] x = voice(rate, 3, 220, 2);
    Asked own = new Asked(x.length);
    Asked handed = new Asked(x.length);
    try (VoiceConverter one = asking(own.voice(160)).pitchRange(120, 3).build();
        VoiceConverter other = asking(handed.voice(160)).pitchRange(120, 3).build();
        VoiceSession a = one.openSession(rate);
        VoiceSession b = other.session(rate).executor(Runnable::run).open()) {
      push(a, x, () -> 480);
      push(b, x, () -> 480);
    }
    assertArrayEquals(own.semitones, handed.semitones);
    assertArrayEquals(own.contrast, handed.contrast);
  }

  @Test
  void goesToARangeWhileItSpeaksWithoutAClick() {
    int rate = 48_000;
    float[] x = SyntheticVoice.steady(rate, 8, 120).samples();
    try (VoiceConverter converter = still().pitch(4).build();
        VoiceSession session = converter.openSession(rate)) {
      float[] y = new float[x.length];
      session.process(x, 0, y, 0, 2 * rate);
      session.settings(new VoiceSettings(0, 1.1, 0, new PitchRange(180, 0)));
      session.process(x, 2 * rate, y, 2 * rate, 4 * rate);
      session.settings(new VoiceSettings(4, 1.1));
      session.process(x, 6 * rate, y, 6 * rate, 2 * rate);
      double shifted = 120 * Math.pow(2, 4 / 12.0);
      assertEquals(0, Measures.cents(Measures.f0(y, rate, rate, 80, 300), shifted), 5);
      assertEquals(0, Measures.cents(Measures.f0(y, rate, 5 * rate, 80, 300), 180), 10);
      assertEquals(0, Measures.cents(Measures.f0(y, rate, 7 * rate, 80, 300), shifted), 5);
      double steepest = 0;
      double usual = 0;
      for (int n = rate; n < y.length - rate / 2; n++) {
        boolean turning = n > 2 * rate && n < 6.5 * rate;
        double step = Math.abs(y[n] - y[n - 1]);
        steepest = turning ? Math.max(steepest, step) : steepest;
        usual = turning ? usual : Math.max(usual, step);
      }
      assertTrue(steepest < 1.6 * usual, "a click of " + steepest + ", usual " + usual);
    }
  }

  @Test
  void whatItCannotDoIsRefused() {
    for (double hz : new double[] {49.9, 600.1, -130, Double.NaN}) {
      assertThrows(IllegalArgumentException.class, () -> still().pitchRange(hz));
    }
    for (double spread : new double[] {0.2, 8.1, -1, Double.NaN}) {
      assertThrows(IllegalArgumentException.class, () -> still().pitchRange(200, spread));
    }
    VoiceConverter.Builder near = VoiceConverter.builder().formant(1.05).pitchRange(200);
    assertThrows(IllegalArgumentException.class, near::build);
    for (VoiceConverter.Builder other :
        new VoiceConverter.Builder[] {
          asking(McAdams.voice()).pitchRange(200),
          asking(TestVoice.of(160, TestVoice::mirror)).pitchRange(200)
        }) {
      String message = assertThrows(IllegalArgumentException.class, other::build).getMessage();
      assertTrue(String.valueOf(message).contains("pitchshift"), message);
    }
    assertThrows(
        IllegalArgumentException.class,
        () -> new VoiceSettings(0, 1.1, 130, new PitchRange(200, 3)));
    try (VoiceConverter converter = still().robot(130).pitchRange(200, 3).build();
        VoiceConverter robot = still().pitchRange(200, 3).robot(130).build();
        VoiceSession session = converter.openSession(16_000)) {
      assertEquals(new VoiceSettings(0, 1.1, 0, new PitchRange(200, 3)), session.settings());
      assertEquals(new VoiceSettings(0, 1.1, 130), robot.settings());
      assertThrows(IllegalArgumentException.class, () -> session.robot(130));
      assertThrows(IllegalArgumentException.class, () -> session.formant(1));
      session.pitch(-2);
      assertEquals(new VoiceSettings(-2, 1.1, 0, new PitchRange(200, 3)), session.settings());
      session.pitchRange(PitchRange.OWN);
      session.robot(130);
      assertThrows(
          IllegalArgumentException.class, () -> session.pitchRange(new PitchRange(200, 3)));
    }
    try (PitchShift voice = PitchShift.voice()) {
      voice.check(new VoiceSettings(0, 1.07, 0, new PitchRange(200, 3)));
    }
  }

  @Test
  void allocatesNothing() {
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    float[] x = SyntheticSpeech.sentence(48_000, 48_000, 1);
    float[] y = new float[480];
    try (VoiceConverter converter = VoiceConverter.builder().pitchRange(190, 4).build();
        VoiceSession session = converter.openSession(48_000)) {
      long least = Long.MAX_VALUE;
      for (int round = 0; round < 8; round++) {
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int at = 0; at + y.length <= x.length; at += y.length) {
          session.process(x, at, y, 0, y.length);
        }
        least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
      }
      assertEquals(0, least);
    }
  }
}
