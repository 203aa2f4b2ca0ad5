package io.makebeliv.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.makebeliv.VoiceConversionException;
import io.makebeliv.VoiceConverter;
import io.makebeliv.audio.AudioFileSource;
import io.makebeliv.audio.AudioFiles;
import io.makebeliv.audio.AudioSink;
import io.makebeliv.inference.BackendSession;
import io.makebeliv.inference.InferenceBackend;
import io.makebeliv.inference.StepControls;
import io.makebeliv.inference.StepFormat;
import io.makebeliv.inference.StreamContext;
import io.makebeliv.inference.VoiceSettings;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileConversionTest {

  @Test
  void aVoiceThatFailsOnTheWayIsTold(@TempDir Path folder) {
    Path in = folder.resolve("in.wav");
    Path out = folder.resolve("out.wav");
    try (AudioSink sink = AudioFiles.create(in, 16000)) {
      sink.write(new float[32000], 0, 32000);
      sink.end();
    }
    try (VoiceConverter converter = VoiceConverter.builder().backend(new Failing()).build()) {
      String told =
          assertThrows(
                  VoiceConversionException.class,
                  () -> FileConversion.run(converter, in, out, done -> {}))
              .toString();
      assertTrue(told.contains("out.wav") && told.contains("backend fault"), told);
    }
    try (AudioFileSource source = AudioFiles.open(out)) {
      assertEquals(32000, source.length().orElseThrow(), "written all the same");
    }
  }

  /** Works for its first second after a reset, then no more. */
  private static final class Failing implements InferenceBackend {

    @Override
    public String id() {
      return "failing";
    }

    @Override
    public String description() {
      return "fails after a second";
    }

    @Override
    public VoiceSettings defaults() {
      return new VoiceSettings(0, 1);
    }

    @Override
    public BackendSession openSession(StreamContext context) {
      return new BackendSession() {
        @Override
        public StepFormat format() {
          return new StepFormat(16000, 16000, 160, 160, 0);
        }

        @Override
        public void convert(float[] input, float[] output, StepControls controls) {
          if (controls.position() >= 16000) {
            throw new IllegalStateException("on purpose");
          }
          for (int i = 0; i < output.length; i++) {
            output[i] = i % 2 == 0 ? input[i] : -input[i];
          }
        }

        @Override
        public void reset() {}

        @Override
        public void close() {}
      };
    }

    @Override
    public void close() {}
  }
}
