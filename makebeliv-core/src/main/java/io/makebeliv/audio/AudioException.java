package io.makebeliv.audio;

import io.makebeliv.VoiceConversionException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** An audio file or device could not be opened, read or written. */
public final class AudioException extends VoiceConversionException {

  @Serial private static final long serialVersionUID = 1;

  /**
   * Reports a failure of a file or device that was noticed here.
   *
   * @param message what was given, what was expected, what to do
   */
  public AudioException(String message) {
    super(message);
  }

  /**
   * Reports a failure of a file or device that another exception revealed.
   *
   * @param message what was given, what was expected, what to do
   * @param cause the failure underneath
   */
  public AudioException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
