// SPDX-License-Identifier: GPL-3.0-or-later
package io.makebeliv.tarsos;

import io.makebeliv.inference.BackendSession;
import io.makebeliv.inference.InferenceBackend;
import io.makebeliv.inference.StreamContext;
import io.makebeliv.inference.VoiceSettings;

/** TarsosDSP's WSOLA pitch shifter. Holds nothing; the sessions do the work. */
final class WsolaBackend implements InferenceBackend {

  static final String ID = "tarsos-wsola";

  /** Nearer to 0 the output would be the speaker's own voice, merely late. */
  static final double LEAST_SEMITONES = 1;

  static final double MOST_SEMITONES = 12;

  @Override
  public String id() {
    return ID;
  }

  @Override
  public String description() {
    return "TarsosDSP's WSOLA pitch shifter; formants move with the pitch";
  }

  @Override
  public VoiceSettings defaults() {
    return new VoiceSettings(4, 1);
  }

  @Override
  public void check(VoiceSettings settings) {
    refuseTarget(settings);
    if (settings.formantRatio() != 1) {
      throw new IllegalArgumentException(
          ID
              + " cannot move formants apart from the pitch: formant must be 1, was %s. Take the voice 'pitchshift' to move them."
                  .formatted(settings.formantRatio()));
    }
    double shift = Math.abs(settings.pitchSemitones());
    if (shift < LEAST_SEMITONES || shift > MOST_SEMITONES) {
      throw new IllegalArgumentException(
          ID
              + " shifts by 1 to 12 semitones, up or down: pitch was %s"
                  .formatted(settings.pitchSemitones()));
    }
  }

  @Override
  public double leastShift(double formantRatio) {
    return LEAST_SEMITONES;
  }

  @Override
  public BackendSession openSession(StreamContext context) {
    return new WsolaSession(context.sampleRate());
  }

  @Override
  public void close() {}
}
