package io.makebeliv.pitchshift;

import io.makebeliv.inference.BackendProvider;
import io.makebeliv.inference.InferenceBackend;
import java.util.Optional;

/** Offers {@link PitchShift} as the voice to take when there is no model. */
public final class PitchShiftProvider implements BackendProvider {

  /** Makes the provider; {@link java.util.ServiceLoader} calls this. */
  public PitchShiftProvider() {}

  @Override
  public String id() {
    return PitchShift.ID;
  }

  @Override
  public int rank() {
    return 100;
  }

  @Override
  public Optional<InferenceBackend> modelFree() {
    return Optional.of(PitchShift.voice());
  }
}
