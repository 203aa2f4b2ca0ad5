package io.makebeliv.examples;

import io.makebeliv.ConversionSummary;
import io.makebeliv.VoiceConversionException;
import io.makebeliv.audio.AudioFiles;
import io.makebeliv.audio.AudioSink;
import io.makebeliv.audio.AudioSource;
import io.makebeliv.examples.report.VoiceReport;
import io.makebeliv.onnx.OnnxOptions;
import io.makebeliv.onnx.RvcSettings;
import io.makebeliv.onnx.RvcVoice;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "demo",
    description = {
      "Converts a bundled speech sample, and shows what happened.",
      "",
      "Writes demo-out.wav to listen to and demo-report.png to look at, and prints pitch, latency"
          + " and speed. Needs no model and no network.",
      "",
      "With --neural it goes the way of an RVC voice: a content encoder, a pitch tracker and a"
          + " synthesizer run through ONNX Runtime. Nobody trained them; they are arithmetic, made"
          + " on the spot."
    },
    sortOptions = false,
    optionListHeading = "%n",
    footer = {
      "",
      "Examples:",
      "  ./makebeliv demo",
      "  ./makebeliv demo --neural",
      "  ./makebeliv demo --pitch -5 --formant 0.85"
    })
final class DemoCommand implements Callable<Integer> {

  private static final int WARM_UP_ROUNDS = 8;

  /** The voice in the box makes nothing of more. */
  private static final int BOX_CONTEXT_MS = 300;

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private VoiceOptions voiceOptions;

  @Option(
      names = "--directory",
      paramLabel = "DIR",
      defaultValue = ".",
      description = "Where the two files go (without it, the current directory).")
  @SuppressWarnings("NullAway.Init")
  private Path directory;

  @Option(
      names = "--neural",
      description = "Take the voice in the box, which runs like a trained voice of RVC.")
  private boolean neural;

  @Override
  public Integer call() {
    if (!Files.isDirectory(directory)) {
      throw new VoiceConversionException("No such folder: " + directory + ".");
    }
    PrintWriter stdout = spec.commandLine().getOut();
    Path out = directory.resolve("demo-out.wav");
    Path picture = directory.resolve("demo-report.png");
    try (Voice voice =
        neural
            ? voiceOptions.openLive(DemoCommand::inTheBox)
            : voiceOptions.openLive(Terminal.NONE)) {
      Path sample = Sample.unpack();
      try {
        ConversionSummary summary =
            FileConversion.run(voice.converter(), sample, out, fraction -> {});
        VoiceReport report = VoiceReport.of(sample, out);
        stdout.print(Summaries.conversion(out.toAbsolutePath().normalize(), voice, summary));
        stdout.print(Summaries.running(voice));
        stdout.print(Summaries.warmSpeed(warm(voice, sample)));
        stdout.print(Summaries.pitch(report));
        stdout.print(Summaries.latency(summary));
        report.draw(picture, Sample.NAME + " \u2192 " + out.getFileName(), voice.describe());
      } finally {
        Files.deleteIfExists(sample);
      }
    } catch (IOException e) {
      throw new VoiceConversionException("Could not unpack the bundled sample: " + e, e);
    }
    stdout.printf("listen   %s%n", out.toAbsolutePath().normalize());
    stdout.printf("look     %s%n", picture.toAbsolutePath().normalize());
    return 0;
  }

  private static RvcVoice inTheBox(OnnxOptions options) {
    return RvcVoice.inTheBox(RvcSettings.defaults().context(BOX_CONTEXT_MS), options);
  }

  /** Converts into nowhere until Java has compiled what it runs: the speed of a live voice. */
  private static ConversionSummary warm(Voice voice, Path sample) {
    return IntStream.range(0, WARM_UP_ROUNDS)
        .mapToObj(
            round -> {
              try (AudioSource source = AudioFiles.open(sample)) {
                return voice.converter().convert(source, new Nowhere(source.sampleRate()));
              }
            })
        .min(Comparator.comparing(ConversionSummary::elapsed))
        .orElseThrow();
  }

  private record Nowhere(int sampleRate) implements AudioSink {
    @Override
    public void write(float[] buffer, int offset, int frames) {}

    @Override
    public void end() {}

    @Override
    public void close() {}
  }
}
