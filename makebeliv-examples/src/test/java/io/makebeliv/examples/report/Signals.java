package io.makebeliv.examples.report;

import io.makebeliv.audio.AudioFiles;
import io.makebeliv.audio.AudioSink;
import java.nio.file.Path;

/** Sounds whose pitch is known. */
public final class Signals {

  private Signals() {}

  /** Harmonics of a fundamental that glides evenly in semitones, each weaker than the one below. */
  public static float[] voice(double fromHertz, double toHertz, double seconds, int sampleRate) {
    float[] samples = new float[(int) Math.round(seconds * sampleRate)];
    double phase = 0;
    for (int i = 0; i < samples.length; i++) {
      double hertz = fromHertz * Math.pow(toHertz / fromHertz, (double) i / samples.length);
      phase += 2 * Math.PI * hertz / sampleRate;
      double sum = 0;
      for (int harmonic = 1; harmonic <= 20 && harmonic * hertz < sampleRate / 2.2; harmonic++) {
        sum += Math.sin(harmonic * phase) / harmonic;
      }
      samples[i] = (float) (0.2 * sum);
    }
    return samples;
  }

  public static Path write(Path file, float[] samples, int sampleRate) {
    try (AudioSink sink = AudioFiles.create(file, sampleRate)) {
      sink.write(samples, 0, samples.length);
      sink.end();
    }
    return file;
  }
}
