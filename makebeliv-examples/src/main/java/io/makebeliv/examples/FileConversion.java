package io.makebeliv.examples;

import io.makebeliv.ConversionSummary;
import io.makebeliv.VoiceConversionException;
import io.makebeliv.VoiceConverter;
import io.makebeliv.audio.AudioException;
import io.makebeliv.audio.AudioFileSource;
import io.makebeliv.audio.AudioFiles;
import io.makebeliv.audio.AudioSink;
import io.makebeliv.audio.SampleEncoding;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.function.DoubleConsumer;

/** Converts one file and tells how far it is. */
final class FileConversion {

  private FileConversion() {}

  /**
   * Converts a whole file; the target is replaced only once it is complete.
   *
   * @param progress told the fraction done, 0 to 1, now and then, where the length is known
   * @throws AudioException if either file is not as it should be
   * @throws VoiceConversionException if the voice failed on the way; the target is written, with
   *     silence in those places
   */
  static ConversionSummary run(
      VoiceConverter converter, Path in, Path out, DoubleConsumer progress) {
    try (AudioFileSource source = open(in);
        AudioSink sink = AudioFiles.create(out, source.sampleRate(), encoding(source))) {
      OpenSinks.ofTheProcess().add(sink);
      try {
        return complete(out, run(converter, source, sink, progress));
      } finally {
        OpenSinks.ofTheProcess().remove(sink);
      }
    } catch (AudioException e) {
      OpenSinks.ofTheProcess().waitIfAbandoned();
      throw e;
    } catch (IllegalArgumentException e) {
      // The sample rate comes from the file, so here it is no mistake of the program.
      throw new AudioException(in + ": " + e.getMessage() + ".", e);
    }
  }

  /** Opens a recording that holds something. */
  static AudioFileSource open(Path in) {
    AudioFileSource source = AudioFiles.open(in);
    if (source.length().equals(OptionalLong.of(0))) {
      source.close();
      throw new AudioException(in + " holds no audio; its length is 0.");
    }
    return source;
  }

  private static ConversionSummary run(
      VoiceConverter converter, AudioFileSource source, AudioSink sink, DoubleConsumer progress) {
    OptionalLong length = source.length();
    return converter.convert(
        source,
        sink,
        frames -> {
          if (length.isPresent() && length.getAsLong() > 0) {
            progress.accept(Math.min(1.0, (double) frames / length.getAsLong()));
          }
        });
  }

  private static ConversionSummary complete(Path out, ConversionSummary summary) {
    String muted = Summaries.muted(summary);
    if (!muted.isEmpty()) {
      throw new VoiceConversionException(
          "%s is written, but the voice failed on the way and part of it is silent: %s."
              .formatted(out, muted));
    }
    return summary;
  }

  /** As fine as the recording is, but never as coarse as 8 bits. */
  private static SampleEncoding encoding(AudioFileSource source) {
    return source.encoding() == SampleEncoding.PCM_8 ? SampleEncoding.PCM_16 : source.encoding();
  }
}
