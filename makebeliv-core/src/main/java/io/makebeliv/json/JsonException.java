package io.makebeliv.json;

import java.io.Serial;

/** A document says something that it should not. The message says where, and what is expected. */
public final class JsonException extends Exception {

  @Serial private static final long serialVersionUID = 1;

  /**
   * Reports a mistake.
   *
   * @param message the place, what was found, what was expected
   */
  public JsonException(String message) {
    super(message);
  }

  JsonException(String message, Throwable cause) {
    super(message, cause);
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
