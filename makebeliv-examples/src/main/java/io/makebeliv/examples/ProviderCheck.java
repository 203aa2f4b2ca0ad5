package io.makebeliv.examples;

import io.makebeliv.VoiceConversionException;
import io.makebeliv.VoiceConverter;
import io.makebeliv.audio.AudioFiles;
import io.makebeliv.audio.AudioSource;
import io.makebeliv.fluctuation.Fluctuation;
import io.makebeliv.inference.Availability;
import io.makebeliv.onnx.ExecutionProvider;
import io.makebeliv.onnx.OnnxOptions;
import io.makebeliv.onnx.OnnxProvider;
import io.makebeliv.onnx.RvcSettings;
import io.makebeliv.onnx.RvcVoice;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/**
 * Sees whether an execution provider computes what the CPU does: the voice in the box converts the
 * bundled sample on both.
 */
final class ProviderCheck {

  /** By how much samples may differ: kernels add up in another order. */
  private static final float TOLERANCE = 1e-3f;

  private static final int ROUNDS = 3;

  private final ExecutionProvider provider;
  private final PrintWriter out;

  ProviderCheck(ExecutionProvider provider, PrintWriter out) {
    this.provider = provider;
    this.out = out;
  }

  /** What a provider made of the sample, and the best of its times. */
  private static final class Result {

    final ExecutionProvider provider;
    final float[] samples;
    final double realTimeFactor;

    Result(ExecutionProvider provider, float[] samples, double realTimeFactor) {
      this.provider = provider;
      this.samples = samples;
      this.realTimeFactor = realTimeFactor;
    }
  }

  /**
   * Runs the check.
   *
   * @throws VoiceConversionException if it does not work here, or computes something else
   */
  void run() {
    Availability built = OnnxProvider.availability(provider);
    if (!built.available()) {
      throw new VoiceConversionException(
          "%s does not work here: %s".formatted(provider, built.reason()));
    }
    Speech speech = Speech.bundled();
    Result usual = convert(ExecutionProvider.CPU, speech);
    print(usual);
    Result other = convert(provider, speech);
    if (other.provider != provider) {
      throw new VoiceConversionException(
          "%s does not work here: it is in this build of ONNX Runtime, but the voice runs on %s; the warning above says why."
              .formatted(provider, other.provider));
    }
    print(other);
    float difference = 0;
    for (int i = 0; i < usual.samples.length; i++) {
      difference = Math.max(difference, Math.abs(usual.samples[i] - other.samples[i]));
    }
    if (!(difference <= TOLERANCE)) {
      throw new VoiceConversionException(
          String.format(
              Locale.ROOT,
              "%s computes something else than the CPU: samples differ by up to %.2g, and %.2g is allowed.",
              provider,
              difference,
              TOLERANCE));
    }
    out.print(
        Summaries.line(
            "same", "samples differ by at most %.2g, %.2g is allowed", difference, TOLERANCE));
  }

  private void print(Result result) {
    out.print(
        Summaries.line(
            result.provider.id(),
            "real-time factor %.4f (%.0f times real time)",
            result.realTimeFactor,
            1 / result.realTimeFactor));
    out.flush();
  }

  private static Result convert(ExecutionProvider provider, Speech speech) {
    RvcVoice voice =
        RvcVoice.inTheBox(RvcSettings.defaults(), OnnxOptions.defaults().providers(provider.id()));
    try (VoiceConverter converter =
        VoiceConverter.builder().backend(voice).fluctuation(Fluctuation.off()).build()) {
      float[] samples = new float[0];
      double best = Double.POSITIVE_INFINITY;
      for (int round = 0; round < ROUNDS; round++) {
        long start = System.nanoTime();
        samples = converter.convert(speech.samples, speech.rate);
        best = Math.min(best, (System.nanoTime() - start) / 1e9);
      }
      return new Result(voice.provider(), samples, best * speech.rate / samples.length);
    }
  }

  private static final class Speech {

    final float[] samples;
    final int rate;

    Speech(float[] samples, int rate) {
      this.samples = samples;
      this.rate = rate;
    }

    static Speech bundled() {
      try {
        Path file = Sample.unpack();
        try (AudioSource source = AudioFiles.open(file)) {
          float[] samples = new float[10 * source.sampleRate()];
          int filled = 0;
          for (int got = 0; filled < samples.length && got >= 0; filled += Math.max(0, got)) {
            got = source.read(samples, filled, samples.length - filled);
          }
          return new Speech(Arrays.copyOf(samples, filled), source.sampleRate());
        } finally {
          Files.deleteIfExists(file);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
