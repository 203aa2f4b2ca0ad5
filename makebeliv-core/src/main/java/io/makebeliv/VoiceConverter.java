package io.makebeliv;

import io.makebeliv.audio.AudioSink;
import io.makebeliv.audio.AudioSource;
import io.makebeliv.inference.InferenceBackend;
import java.nio.file.Path;
import java.util.function.LongConsumer;

public final class VoiceConverter implements AutoCloseable {

  public static Builder builder() {
    return new Builder();
  }

  /** Whole files; keeps in's sample rate, writes mono WAV. */
  public ConversionSummary convert(Path in, Path out) {
    throw new UnsupportedOperationException();
  }

  /** progress: frames read so far, called now and then on the calling thread. */
  public ConversionSummary convert(AudioSource source, AudioSink sink, LongConsumer progress) {
    throw new UnsupportedOperationException();
  }

  public ConversionSummary convert(AudioSource source, AudioSink sink) {
    throw new UnsupportedOperationException();
  }

  public float[] convert(float[] samples, int sampleRate) {
    throw new UnsupportedOperationException();
  }

  public VoiceSession openSession(int sampleRate) {
    throw new UnsupportedOperationException();
  }

  public InferenceBackend backend() {
    throw new UnsupportedOperationException();
  }

  /** Closes the backend. */
  @Override
  public void close() {}

  public static final class Builder {
    public Builder backend(InferenceBackend backend) {
      return this;
    }

    public Builder pitch(double semitones) {
      return this;
    }

    public Builder formant(double ratio) {
      return this;
    }

    public Builder seed(long seed) {
      return this;
    }

    public VoiceConverter build() {
      throw new UnsupportedOperationException();
    }
  }
}
