package io.makebeliv.examples.hosts;

import io.makebeliv.VoiceConverter;
import io.makebeliv.VoiceSession;
import io.makebeliv.audio.PcmFormat;
import io.makebeliv.audio.SampleEncoding;
import io.makebeliv.audio.javasound.AudioStreams;
import io.makebeliv.examples.Sample;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.UnsupportedAudioFileException;

/** Java Sound: a file, and a live stream, each as an {@code AudioInputStream} that is converted. */
public final class JavaSoundStream {

  private JavaSoundStream() {}

  /**
   * Runs it.
   *
   * @param args see {@code --help}
   */
  public static void main(String... args) {
    System.exit(run(args));
  }

  static int run(String... args) {
    return Stage.run(
        "java-sound-stream",
        "Converts Java Sound's streams: a file, then the same as if a line gave it live.",
        JavaSoundStream::play,
        args);
  }

  private static void play(Stage stage) throws IOException, UnsupportedAudioFileException {
    Path file = Sample.unpack();
    try (VoiceConverter converter = stage.converter()) {
      file(stage, converter, file);
      live(stage, converter);
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private static void file(Stage stage, VoiceConverter converter, Path file)
      throws IOException, UnsupportedAudioFileException {
    // hosts.md: stream
    AudioInputStream recording = AudioSystem.getAudioInputStream(file.toFile());
    AudioInputStream converted = AudioStreams.convert(recording, converter);
    // hosts.md: end
    try (converted) {
      long bytes = converted.readAllBytes().length;
      stage.print("file", bytes / 2 + " frames of " + recording.getFrameLength());
    }
  }

  /** Stands for {@link javax.sound.sampled.SourceDataLine}. */
  interface Speaker {
    int write(byte[] bytes, int offset, int length);
  }

  private static void live(Stage stage, VoiceConverter converter) throws IOException {
    PcmFormat mono = new PcmFormat(Stage.RATE, 1, SampleEncoding.PCM_16, ByteOrder.LITTLE_ENDIAN);
    Speaker speaker =
        (bytes, offset, length) -> {
          stage.hear(ByteBuffer.wrap(bytes, offset, length), mono);
          return length;
        };
    try (AudioInputStream line = line(stage.speech(mono));
        VoiceSession session = converter.openSession(Stage.RATE)) {
      // hosts.md: live
      AudioInputStream converted = AudioStreams.convert(line, session); // a TargetDataLine's
      byte[] block = new byte[960]; // 10 ms of 16-bit mono
      for (int n = converted.read(block); n > 0; n = converted.read(block)) {
        speaker.write(block, 0, n);
      }
      // hosts.md: end
      stage.report(session.latency());
      stage.report(session.statistics());
    }
  }

  /** What a microphone hears; unlike one it does not wait. */
  private static AudioInputStream line(byte[] spoken) {
    AudioFormat microphone = new AudioFormat(Stage.RATE, 16, 1, true, false);
    return new AudioInputStream(
        new ByteArrayInputStream(spoken), microphone, AudioSystem.NOT_SPECIFIED);
  }
}
