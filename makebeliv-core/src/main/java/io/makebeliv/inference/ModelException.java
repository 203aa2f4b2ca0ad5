package io.makebeliv.inference;

import io.makebeliv.VoiceConversionException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A voice model could not be found, opened or used. */
public final class ModelException extends VoiceConversionException {

  @Serial private static final long serialVersionUID = 1;

  /**
   * Reports a failure of a model that was noticed here.
   *
   * @param message what was given, what was expected, what to do
   */
  public ModelException(String message) {
    super(message);
  }

  /**
   * Reports a failure of a model that another exception revealed.
   *
   * @param message what was given, what was expected, what to do
   * @param cause the failure underneath
   */
  public ModelException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
