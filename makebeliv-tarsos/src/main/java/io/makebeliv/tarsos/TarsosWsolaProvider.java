// SPDX-License-Identifier: GPL-3.0-or-later
package io.makebeliv.tarsos;

import io.makebeliv.inference.BackendProvider;
import io.makebeliv.inference.InferenceBackend;
import java.util.Optional;

/**
 * Offers TarsosDSP's WSOLA pitch shifter as the voice {@code tarsos-wsola}, for comparisons and for
 * those who know its sound: {@code Backends.modelFree("tarsos-wsola")}.
 *
 * <p>It shifts the pitch by 1 to 12 semitones up or down, and the formants go along. It delays by
 * about 70 ms besides the step of 10 ms. It is not chosen unless asked for by name, as long as
 * makebeliv's own model-free voice is there.
 */
public final class TarsosWsolaProvider implements BackendProvider {

  /** Made by {@link java.util.ServiceLoader}. */
  public TarsosWsolaProvider() {}

  @Override
  public String id() {
    return WsolaBackend.ID;
  }

  @Override
  public int rank() {
    return 900;
  }

  @Override
  public Optional<InferenceBackend> modelFree() {
    return Optional.of(new WsolaBackend());
  }
}
