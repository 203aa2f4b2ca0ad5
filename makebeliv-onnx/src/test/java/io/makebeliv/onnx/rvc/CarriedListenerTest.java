package io.makebeliv.onnx.rvc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.makebeliv.onnx.RvcExport;
import io.makebeliv.onnx.RvcFiles;
import io.makebeliv.onnx.runtime.GraphLoader;
import io.makebeliv.onnx.runtime.LoadedGraph;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A checkpoint's encoder on windows that overlap: which rows are which, and what is forgotten. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class CarriedListenerTest {

  private static final int FRAME = 160;
  private static final int CHANNELS = RvcFiles.SECOND_VERSION;
  private static final int HEARD = 61;
  private static final int ROWS = 30;

  @TempDir private static Path folder;
  private ContentEncoder encoder;

  @BeforeAll
  void load() {
    Path file = folder.resolve("encoder.onnx");
    RvcExport.of(RvcFiles.golden("tiny-hubert.fairseq.pt")).write(file);
    LoadedGraph graph = GraphLoader.file(file).load();
    assertTrue(ContentEncoder.fits(graph.inputs(), graph.outputs()));
    encoder = new ContentEncoder(graph);
  }

  @AfterAll
  void close() {
    encoder.close();
  }

  private ContentEncoder.Listener open(int frames) {
    return encoder.open(HEARD * FRAME, frames * FRAME, CHANNELS);
  }

  /** What was heard in every step, and how late. */
  private record Heard(List<float[]> rows, List<Integer> late) {}

  private static Heard listen(ContentEncoder.Listener listener, float[] speech, int frames) {
    Heard heard = new Heard(new ArrayList<>(), new ArrayList<>());
    float[] signal = new float[(HEARD + 1) * FRAME];
    int step = frames * FRAME;
    for (int from = 0; from + step <= speech.length; from += step) {
      push(signal, Arrays.copyOfRange(speech, from, from + step));
      float[] rows = new float[listener.rows() * CHANNELS];
      listener.listen(signal, rows);
      heard.rows.add(rows);
      heard.late.add(listener.late() / FRAME);
    }
    return heard;
  }

  private static void push(float[] signal, float[] newest) {
    System.arraycopy(signal, newest.length, signal, 0, signal.length - newest.length);
    System.arraycopy(newest, 0, signal, signal.length - newest.length, newest.length);
  }

  /** The rows of the last step of 5 frames. */
  private static float[] listen(ContentEncoder.Listener listener, float[] signal, float[] speech) {
    float[] rows = new float[listener.rows() * CHANNELS];
    for (int from = 0; from < speech.length; from += 5 * FRAME) {
      push(signal, Arrays.copyOfRange(speech, from, from + 5 * FRAME));
      listener.listen(signal, rows);
    }
    return rows;
  }

  @ParameterizedTest
  @CsvSource({"2, 0, 0", "10, 0, 0", "7, 1, 0", "25, 1, 0"})
  void rowsStayWhereTheyAreInTheStream(int frames, int second, int third) {
    try (ContentEncoder.Listener listener = open(frames)) {
      assertEquals(ROWS, listener.rows());
      Heard heard = listen(listener, RvcFiles.speech(4 * frames * FRAME), frames);
      assertEquals(List.of(0, second, third, second), heard.late);
    }
  }

  /** However it is cut, a stream's end is heard as the end of the recording alone, nearly. */
  @ParameterizedTest
  @CsvSource({"2, 4", "2, 20", "3, 7"})
  void anyStepsHearTheSame(int small, int frames) {
    float[] speech = RvcFiles.speech(420 * FRAME);
    try (ContentEncoder.Listener fine = open(small);
        ContentEncoder.Listener coarse = open(frames)) {
      Heard expected = listen(fine, speech, small);
      Heard heard = listen(coarse, speech, frames);
      int last = heard.rows.size() - 1;
      int first = expected.rows.size() - 1;
      // Where their windows begin, in frames. One begins earlier than the other by whole rows.
      int begin = (last + 1) * frames - heard.late.get(last);
      int other = (first + 1) * small - expected.late.get(first);
      double db = snr(expected.rows.get(first), heard.rows.get(last), (other - begin) / 2);
      assertTrue((other - begin) % 2 == 0 && db > 15, "%.1f dB".formatted(db));
    }
  }

  private static double snr(float[] expected, float[] actual, int later) {
    double power = 0;
    double error = 0;
    for (int i = 0; i < (ROWS - later) * CHANNELS; i++) {
      power += expected[i] * expected[i];
      error += Math.pow(expected[i] - actual[i + later * CHANNELS], 2);
    }
    return 10 * Math.log10(power / error);
  }

  @Test
  void beginsAnew() {
    float[] speech = RvcFiles.speech(100 * FRAME);
    try (ContentEncoder.Listener listener = open(5)) {
      List<float[]> first = listen(listener, speech, 5).rows;
      listen(listener, RvcFiles.speech(35 * FRAME), 5);
      listener.reset();
      List<float[]> again = listen(listener, speech, 5).rows;
      for (int i = 0; i < first.size(); i++) {
        assertArrayEquals(first.get(i), again.get(i));
      }
    }
  }

  /**
   * A pause that was not heard leaves rows that were heard before as they are: nothing but silence
   * is there to tell what speech is like.
   */
  @ParameterizedTest
  @ValueSource(ints = {1, 3, 8})
  void knowsWhatWasBeforeAPauseThatIsLeftOut(int steps) {
    float[] speech = RvcFiles.speech(400 * FRAME);
    float[] pause = new float[steps * 5 * FRAME];
    float[] silence = new float[5 * FRAME];
    try (ContentEncoder.Listener hearing = open(5);
        ContentEncoder.Listener skipping = open(5)) {
      float[] signal = new float[(HEARD + 1) * FRAME];
      listen(hearing, signal, speech);
      listen(hearing, signal, pause);
      float[] expected = listen(hearing, signal, silence);
      Arrays.fill(signal, 0);
      listen(skipping, signal, speech);
      push(signal, pause);
      skipping.skip(pause.length);
      float[] heard = listen(skipping, signal, silence);
      assertEquals(hearing.late(), skipping.late());
      double db = snr(expected, heard, 0);
      assertTrue(db > 20, "%.1f dB".formatted(db));
    }
  }

  @Test
  void beginsAnewBehindAGapThatIsLongerThanAWindow() {
    float[] speech = RvcFiles.speech(30 * FRAME);
    try (ContentEncoder.Listener listener = open(5)) {
      float[] signal = new float[(HEARD + 1) * FRAME];
      float[] expected = listen(listener, signal, speech);
      listener.skip(1_000_000_000_000L * FRAME);
      Arrays.fill(signal, 0);
      assertArrayEquals(expected, listen(listener, signal, speech));
    }
  }

  @ParameterizedTest
  @CsvSource({"NaN", "Infinity", "3e38", "1e6", "64"})
  void forgetsWhatIsNoSound(float bad) {
    float[] speech = RvcFiles.speech(1000 * FRAME);
    float[] broken = speech.clone();
    broken[20 * FRAME + 7] = bad;
    try (ContentEncoder.Listener sound = open(10);
        ContentEncoder.Listener spoilt = open(10)) {
      List<float[]> expected = listen(sound, speech, 10).rows;
      List<float[]> heard = listen(spoilt, broken, 10).rows;
      int last = heard.size() - 1;
      assertFalse(Float.isNaN(heard.get(last)[0]));
      double db = snr(expected.get(last), heard.get(last), 0);
      assertTrue(db > 30, "%.1f dB".formatted(db));
    }
  }
}
