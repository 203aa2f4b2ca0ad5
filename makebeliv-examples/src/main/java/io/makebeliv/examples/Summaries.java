package io.makebeliv.examples;

import io.makebeliv.ConversionSummary;
import io.makebeliv.LatencyLedger;
import io.makebeliv.LiveStatistics;
import io.makebeliv.MuteReason;
import io.makebeliv.SessionStatistics;
import io.makebeliv.examples.report.F0Track;
import io.makebeliv.examples.report.VoiceReport;
import io.makebeliv.onnx.RvcPace;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Collectors;

/** What is printed once a conversion is done. */
final class Summaries {

  private Summaries() {}

  static String conversion(Path target, Voice voice, ConversionSummary summary) {
    double seconds = (double) summary.outputFrames() / summary.outputRate();
    return line("voice", "%s", voice.describe())
        + line("output", "%s, %.2f s at %d Hz", target, seconds, summary.outputRate())
        + speed(summary);
  }

  /** What computes a model, and how it is run; nothing for voices without one. */
  static String running(Voice voice) {
    return voice
        .provider()
        .map(
            provider ->
                line("runs on", "%s%s", provider, voice.pace().map(pace -> ", " + pace).orElse(""))
                    + voice
                        .pace()
                        .flatMap(RvcPace::warning)
                        .map(warning -> line("", "%s", warning))
                        .orElse(""))
        .orElse("");
  }

  private static String speed(ConversionSummary summary) {
    return line("speed", "%.2f s, %s", summary.elapsed().toNanos() / 1e9, realTime(summary));
  }

  /** The speed once Java has compiled what it runs. */
  static String warmSpeed(ConversionSummary summary) {
    return line("", "%s once Java is warm", realTime(summary));
  }

  private static String realTime(ConversionSummary summary) {
    double factor = summary.realTimeFactor();
    return factor == 0
        ? "nothing to convert"
        : String.format(
            Locale.ROOT, "real-time factor %.3f (%s times real time)", factor, times(1 / factor));
  }

  /** How much is silent instead of converted, and why; empty where all went well. */
  static String muted(ConversionSummary summary) {
    return muted(summary.statistics(), summary.outputRate());
  }

  /** How much of a session is silent instead of converted, and why. */
  static String muted(SessionStatistics session, int sampleRate) {
    return session.mutedFrames().entrySet().stream()
        .map(
            entry ->
                String.format(
                    Locale.ROOT,
                    "%.2f s (%s)",
                    (double) entry.getValue() / sampleRate,
                    words(entry.getKey())))
        .collect(Collectors.joining(", "));
  }

  static String words(MuteReason reason) {
    return reason.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** What happened in a live conversion; the lines that depend on it only where it did. */
  static String live(LiveStatistics live, LatencyLedger latency) {
    int rate = latency.sampleRate();
    String muted = muted(live.session(), rate);
    double lost = (double) (live.droppedFrames() + live.skippedFrames()) / rate;
    return line(
            "ran",
            "%.1f s, %.1f s of it played, load %.1f %% of one core",
            live.elapsed().toNanos() / 1e9,
            (double) live.playedFrames() / rate,
            100 * live.load())
        + line("", "%s", lost == 0 ? "nothing lost" : seconds(lost) + " of audio lost, too late")
        + line(
            "",
            "%s; %.1f ms kept ready",
            live.underruns() == 0
                ? "no gaps"
                : "%d gaps, %s of silence"
                    .formatted(live.underruns(), seconds((double) live.underrunFrames() / rate)),
            live.cushion().toNanos() / 1e6)
        + (live.driftPpm() == 0 ? "" : line("", "clocks %+.0f ppm apart", live.driftPpm()))
        + (live.deviceFailures() == 0
            ? ""
            : line("", "devices failed %d times", live.deviceFailures()))
        + (live.stalls() == 0 ? "" : line("", "the voice stalled %d times", live.stalls()))
        + (muted.isEmpty() ? "" : line("silent", "%s", muted))
        + "latency  of makebeliv's part; devices and drivers add theirs"
        + System.lineSeparator()
        + latency.toString().indent(9);
  }

  private static String seconds(double seconds) {
    return String.format(Locale.ROOT, "%.3f s", seconds);
  }

  static String latency(ConversionSummary summary) {
    return "latency  of a live session with this voice"
        + System.lineSeparator()
        + summary.latency().toString().indent(9);
  }

  static String pitch(VoiceReport report) {
    if (!report.before().voiced() || !report.after().voiced()) {
      return line("pitch", "no voiced speech found");
    }
    return line("pitch", "before %s", range(report.before()))
        + line("", "after  %s", range(report.after()))
        + line("", "shift  %+.2f semitones (median)", report.shiftSemitones());
  }

  private static String range(F0Track f0) {
    return String.format(
        Locale.ROOT,
        "median %5.1f Hz, mostly %.0f to %.0f Hz",
        f0.percentile(50),
        f0.percentile(10),
        f0.percentile(90));
  }

  static String folder(
      Path folder, Voice voice, int done, int all, double seconds, double elapsed) {
    return line("voice", "%s", voice.describe())
        + line("output", "%s, %d of %d recordings, %.1f s of audio", folder, done, all, seconds)
        + line(
            "speed",
            "%.2f s%s",
            elapsed,
            seconds == 0 ? "" : " (" + times(seconds / elapsed) + " times real time)");
  }

  private static String times(double times) {
    return String.format(Locale.ROOT, times < 10 ? "%.2f" : "%.0f", times);
  }

  static String title(Path in, Path out) {
    return in.getFileName() + " \u2192 " + out.getFileName();
  }

  static String line(String name, String format, Object... values) {
    return String.format(
        Locale.ROOT, "%-8s %s%n", name, String.format(Locale.ROOT, format, values));
  }
}
