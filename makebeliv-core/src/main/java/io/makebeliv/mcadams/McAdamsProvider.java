package io.makebeliv.mcadams;

import io.makebeliv.inference.BackendProvider;
import io.makebeliv.inference.InferenceBackend;
import java.util.Optional;

/** Offers {@link McAdams} to those who ask for it by its id. */
public final class McAdamsProvider implements BackendProvider {

  /** Makes the provider; {@link java.util.ServiceLoader} calls this. */
  public McAdamsProvider() {}

  @Override
  public String id() {
    return McAdams.ID;
  }

  @Override
  public int rank() {
    return 150;
  }

  @Override
  public Optional<InferenceBackend> modelFree() {
    return Optional.of(McAdams.voice());
  }

  @Override
  public Optional<Record> settings() {
    return Optional.of(new McAdamsSettings(0));
  }

  @Override
  public InferenceBackend modelFree(Record settings) {
    if (settings instanceof McAdamsSettings own) {
      return own.voice();
    }
    throw new IllegalArgumentException(
        id() + " has settings of another kind, was given " + settings);
  }
}
