package io.makebeliv;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * The root of everything that makebeliv throws for a reason outside the caller's code: files,
 * models, devices. The message says what was given, what was expected and what to do about it.
 *
 * <p>Wrong arguments are {@link IllegalArgumentException}s. Once audio runs nothing is thrown:
 * faults mute the output and are counted.
 */
public class VoiceConversionException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1;

  /**
   * Reports a failure that was noticed here.
   *
   * @param message what was given, what was expected, what to do
   */
  public VoiceConversionException(String message) {
    super(message);
  }

  /**
   * Reports a failure that another exception revealed.
   *
   * @param message what was given, what was expected, what to do
   * @param cause the failure underneath
   */
  public VoiceConversionException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
