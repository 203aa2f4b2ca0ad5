package io.makebeliv.onnx.rvc;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.makebeliv.inference.StreamContext;
import io.makebeliv.onnx.Driven;
import io.makebeliv.onnx.RvcSettings;
import io.makebeliv.onnx.TestSpeaker;
import io.makebeliv.onnx.box.VoiceBox;
import io.makebeliv.onnx.f0.CoarsePitch;
import io.makebeliv.onnx.f0.F0Track;
import io.makebeliv.onnx.f0.F0Tracker;
import java.util.Arrays;
import org.jtransforms.fft.DoubleFFT_1D;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What comes out of a stream, chunk by chunk, is what the same networks say when they hear all of
 * it at once.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class BoxStreamTest {

  private static final int FRAMES = 300;
  private static final long SEED = 7;
  private static final RvcSettings SETTINGS = RvcSettings.defaults().context(300).rmsMix(1);

  private final float[] speech = TestSpeaker.talking(16_000).speak(3);
  private RvcParts parts;
  private float[] even;
  private float[] odd;

  @BeforeAll
  void speakAtOnce() {
    parts =
        new RvcParts(
            Synthesizer.of(VoiceBox.synthesizer().load()),
            new ContentEncoder(VoiceBox.encoder().load()),
            null,
            null);
    even = whole(0);
    odd = whole(1);
  }

  @AfterAll
  void close() {
    parts.close();
  }

  /**
   * Has everything heard and spoken in one run.
   *
   * @param silence frames before it, which move the encoder's rows against the speech
   */
  private float[] whole(int silence) {
    int frames = FRAMES + silence;
    float[] heard = new float[frames * 160];
    System.arraycopy(speech, 0, heard, silence * 160, speech.length);
    F0Track track = new F0Track(FRAMES);
    new F0Tracker(60, 800).follow(speech, 0, speech.length, track);
    float[] hertz = new float[frames];
    track.give(0, FRAMES, hertz, silence);
    try (ContentEncoder.Listener encoder = parts.encoder().open(heard.length, heard.length, 768);
        SynthesizerCall synthesizer = parts.synthesizer().open(frames, FRAMES, 0)) {
      float[] rows = new float[encoder.rows() * 768];
      encoder.listen(heard, rows);
      float[] content = new float[frames * 768];
      ContentRows.spread(rows, 0, encoder.rows(), 768, content, 0, 0, frames);
      synthesizer.features(content);
      for (int k = 0; k < frames; k++) {
        synthesizer.hertz(k, hertz[k]);
        synthesizer.coarse(k, CoarsePitch.of(hertz[k]));
      }
      synthesizer.noise(new LatentNoise(SEED, 192, LatentNoise.USUAL_SCALE), -silence);
      synthesizer.run();
      float[] audio = new float[FRAMES * 320];
      synthesizer.audio(audio);
      return audio;
    }
  }

  private float[] streamed(RvcSettings settings) {
    try (Driven session =
        new Driven(new RvcSession(parts, settings, new StreamContext(48_000, SEED)))) {
      float[] result = session.convert(speech);
      return Arrays.copyOfRange(result, session.format().latency(), result.length);
    }
  }

  /** By how much the difference is below the signal, in dB. */
  private static double snr(float[] signal, float[] other) {
    double power = 0;
    double difference = 0;
    for (int i = 0; i < other.length; i++) {
      power += (double) signal[i] * signal[i];
      difference += ((double) signal[i] - other[i]) * (signal[i] - other[i]);
    }
    return 10 * Math.log10(power / difference);
  }

  /**
   * Where a chunk is a whole number of rows, all windows have the encoder's rows at the same places
   * and next to nothing is left of the difference. Where it is not, they lie at two places in turn,
   * and the difference is no more than between those two.
   */
  @ParameterizedTest
  @CsvSource({
    "20, 10, 28",
    "100, 10, 36",
    "20, 40, 35",
    "100, 40, 50",
    "50, 20, 27",
    "250, 10, 27",
    "250, 40, 27"
  })
  void saysTheSame(int chunkMs, int crossfadeMs, double leastSnr) {
    float[] chunked = streamed(SETTINGS.chunk(chunkMs).crossfade(crossfadeMs));
    double snr = snr(odd, chunked);
    assertTrue(snr > leastSnr, "%.1f dB".formatted(snr));
  }

  /** The distance of the spectra in dB, whatever the phase: what a listener would notice. */
  @ParameterizedTest
  @CsvSource({"20, 10", "20, 40", "100, 10", "100, 40", "250, 40"})
  void soundsTheSame(int chunkMs, int crossfadeMs) {
    float[] chunked = streamed(SETTINGS.chunk(chunkMs).crossfade(crossfadeMs));
    double between = distanceDb(odd, chunked, chunked.length);
    // Wholes with the rows at the one and the other place are 0.29 dB apart.
    assertTrue(between < 0.25, "%.3f dB".formatted(between));
  }

  /** Log-spectral distance over 32 ms, of what is at most 60 dB below the loudest. */
  private static double distanceDb(float[] a, float[] b, int length) {
    int size = 1024;
    double loudest = 0;
    for (float x : a) {
      loudest = Math.max(loudest, Math.abs(x));
    }
    double floor = Math.pow(loudest * size / 4 * 1e-3, 2);
    double sum = 0;
    int frames = 0;
    for (int at = 2 * size; at + size <= length; at += size / 2) {
      double[] one = powers(a, at, size);
      double[] other = powers(b, at, size);
      double squares = 0;
      for (int k = 0; k < one.length; k++) {
        double db = 10 * Math.log10((one[k] + floor) / (other[k] + floor));
        squares += db * db;
      }
      sum += Math.sqrt(squares / one.length);
      frames++;
    }
    return sum / frames;
  }

  private static double[] powers(float[] x, int at, int size) {
    double[] bins = new double[size];
    for (int i = 0; i < size; i++) {
      bins[i] = x[at + i] * (0.5 - 0.5 * Math.cos(2 * Math.PI * i / size));
    }
    new DoubleFFT_1D(size).realForward(bins);
    double[] powers = new double[size / 2 - 1];
    for (int k = 1; k <= powers.length; k++) {
      powers[k - 1] = bins[2 * k] * bins[2 * k] + bins[2 * k + 1] * bins[2 * k + 1];
    }
    return powers;
  }

  /** A click is a bend of the signal that is sharper than those around it. */
  @ParameterizedTest
  @CsvSource({"20, 10", "20, 40", "50, 20", "100, 10", "100, 40", "250, 10", "250, 40"})
  void doesNotClickWhereChunksMeet(int chunkMs, int crossfadeMs) {
    float[] chunked = streamed(SETTINGS.chunk(chunkMs).crossfade(crossfadeMs));
    int block = 160;
    double worst = 0;
    for (int at = 2 * block; at + 3 * block < chunked.length; at += block) {
      double bend = sharpest(chunked, at, at + block);
      double usual =
          Math.max(
              sharpest(odd, at - block, at + 2 * block),
              sharpest(even, at - block, at + 2 * block));
      worst = Math.max(worst, bend / (usual + 1e-4));
    }
    assertTrue(worst < 1.3, "%.2f times as sharp".formatted(worst));
  }

  private static double sharpest(float[] x, int from, int to) {
    double most = 0;
    for (int i = from; i < to; i++) {
      most = Math.max(most, Math.abs(x[i + 1] - 2 * x[i] + x[i - 1]));
    }
    return most;
  }
}
