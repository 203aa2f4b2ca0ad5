package com.example.voice;

import io.makebeliv.VoiceConverter;
import io.makebeliv.VoiceSession;
import java.nio.file.Path;

/** All that an application writes. The lines between the markers stand in makebeliv's README. */
public final class VoiceChanger {

  private VoiceChanger() {}

  /** Where the application's blocks come from; false at the end. */
  public interface Microphone {
    boolean read(float[] block);
  }

  /** Where the application's blocks go. */
  public interface Speaker {
    void write(float[] block);
  }

  public static void run(Path speech, Path changed, Microphone microphone, Speaker speaker) {
    // The README's lines begin here.
    try (VoiceConverter converter =
        VoiceConverter.builder().pitch(+4).formant(1.1).seed(7).build()) {

      converter.convert(speech, changed); // a whole file, as fast as the machine allows

      try (VoiceSession session = converter.openSession(48_000)) { // a stream, block by block
        float[] in = new float[480];
        float[] out = new float[480];
        while (microphone.read(in)) {
          session.process(in, 0, out, 0, in.length);
          speaker.write(out);
        }
      }
    }
    // The README's lines end here.
  }
}
