package io.makebeliv;

public final class VoiceSession implements AutoCloseable {
  public String id() {
    throw new UnsupportedOperationException();
  }

  public int sampleRate() {
    throw new UnsupportedOperationException();
  }

  public LatencyLedger latency() {
    throw new UnsupportedOperationException();
  }

  public int process(float[] input, int inputOffset, float[] output, int outputOffset, int frames) {
    throw new UnsupportedOperationException();
  }

  public void pitch(double semitones) {}

  public void formant(double ratio) {}

  public void mute(boolean muted) {}

  public SessionStatistics statistics() {
    throw new UnsupportedOperationException();
  }

  public void reset() {}

  @Override
  public void close() {}
}
