package io.makebeliv.benchmarks;

import io.makebeliv.Backends;
import io.makebeliv.LatencyLedger;
import io.makebeliv.VoiceConversionException;
import io.makebeliv.VoiceConverter;
import io.makebeliv.VoiceSession;
import io.makebeliv.fluctuation.Fluctuation;
import io.makebeliv.inference.BackendSession;
import io.makebeliv.inference.InferenceBackend;
import io.makebeliv.inference.StreamContext;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;

/**
 * Measures how late whole sessions are against what their ledgers say, and prints a Markdown table.
 * What is measured is the delay at which the loudness contours of input and output match best: a
 * converted voice shares no waveform with the original, but its syllables come at the same times.
 */
public final class LatencyTable {

  private static final List<Integer> RATES = List.of(8_000, 16_000, 44_100, 48_000, 96_000);

  private static final double SECONDS = 4;

  /**
   * One line.
   *
   * @param voice the backend's id
   * @param rate sample rate of the session, Hz
   * @param block frames in each block that is pushed: 10 ms
   * @param stepMs how long the backend's step lasts
   * @param ledgerMs the delay that the session declares
   * @param measuredMs the delay that was measured
   */
  record Row(
      String voice, int rate, int block, double stepMs, double ledgerMs, double measuredMs) {}

  private LatencyTable() {}

  /**
   * Prints the table.
   *
   * @param voices ids of model-free voices; makebeliv's own if there are none
   */
  public static void main(String[] voices) {
    List<String> ids = voices.length == 0 ? List.of("pitchshift") : List.of(voices);
    try {
      List<Row> rows =
          ids.stream().flatMap(id -> RATES.stream().map(rate -> measure(id, rate))).toList();
      System.out.print(markdown(rows));
    } catch (VoiceConversionException e) {
      System.err.println(e.getMessage());
      System.exit(2);
    }
  }

  static Row measure(String voice, int rate) {
    float[] input = new float[(int) (SECONDS * rate)];
    float[] output = new float[input.length];
    new SpokenTape(rate).read(input, input.length);
    int block = rate / 100;
    try (VoiceConverter converter =
            VoiceConverter.builder()
                .backend(Backends.modelFree(voice))
                .fluctuation(Fluctuation.off())
                .seed(1)
                .build();
        VoiceSession session = converter.openSession(rate)) {
      for (int i = 0; i < input.length; i += block) {
        session.process(input, i, output, i, Math.min(block, input.length - i));
      }
      LatencyLedger ledger = session.latency();
      return new Row(
          voice,
          rate,
          block,
          stepMs(converter.backend(), rate),
          ledger.totalFrames() * 1e3 / rate,
          Loudness.delay(input, output, rate) * 1e3);
    }
  }

  private static double stepMs(InferenceBackend backend, int rate) {
    try (BackendSession session = backend.openSession(new StreamContext(rate, 1))) {
      return session.format().inputStep() * 1e3 / session.format().inputRate();
    }
  }

  static String markdown(List<Row> rows) {
    StringBuilder table =
        new StringBuilder(
            """
            | voice | sample rate | ledger | measured | step | block |
            |---|--:|--:|--:|--:|--:|
            """);
    for (Row row : rows) {
      table.append(
          String.format(
              Locale.ROOT,
              "| %s | %s kHz | %.2f ms | %.1f ms | %.1f ms | %d frames |\n",
              row.voice(),
              BigDecimal.valueOf(row.rate(), 3).stripTrailingZeros().toPlainString(),
              row.ledgerMs(),
              row.measuredMs(),
              row.stepMs(),
              row.block()));
    }
    return table.toString();
  }
}
