package io.makebeliv;

import io.makebeliv.live.LiveVoice;

/** A session as the live engine sees it. */
final class SessionVoice implements LiveVoice {

  private final VoiceSession session;

  SessionVoice(VoiceSession session) {
    this.session = session;
  }

  @Override
  public void process(float[] input, float[] output, int frames) {
    session.process(input, 0, output, 0, frames);
  }

  @Override
  public int latencyFrames() {
    return session.latencyFrames();
  }

  @Override
  public void rest() {
    session.finishSwap();
  }

  @Override
  public void reset() {
    session.reset();
  }

  @Override
  public void close() {
    session.close();
  }
}
