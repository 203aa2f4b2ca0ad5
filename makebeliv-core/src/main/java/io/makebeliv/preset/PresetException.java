package io.makebeliv.preset;

import io.makebeliv.VoiceConversionException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A preset could not be found, read or written. */
public final class PresetException extends VoiceConversionException {

  @Serial private static final long serialVersionUID = 1;

  /**
   * Reports a preset that cannot be used.
   *
   * @param message what was given, what was expected, what to do
   */
  public PresetException(String message) {
    super(message);
  }

  /**
   * Reports a preset that cannot be used, as another exception revealed.
   *
   * @param message what was given, what was expected, what to do
   * @param cause the failure underneath
   */
  public PresetException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
