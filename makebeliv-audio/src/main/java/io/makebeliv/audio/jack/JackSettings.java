package io.makebeliv.audio.jack;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a user asks of JACK.
 *
 * @param clientName what others see in the graph; JACK makes it unique
 * @param captureFrom output ports to connect to our input; null for the first physical one
 * @param playTo input ports to connect our output to; null for the first two physical ones
 */
record JackSettings(
    String clientName, @Nullable List<String> captureFrom, @Nullable List<String> playTo) {

  static final String DEFAULT_NAME = "makebeliv";

  /** JACK takes 63 bytes, and may need some of them to make the name unique. */
  private static final int LONGEST_NAME = 60;

  static JackSettings defaults() {
    return new JackSettings(DEFAULT_NAME, null, null);
  }

  JackSettings withClientName(String name) {
    if (name.isBlank()
        || name.length() > LONGEST_NAME
        || name.chars().anyMatch(c -> c == ':' || c < ' ' || c > '~')) {
      throw new IllegalArgumentException(
          "clientName must be 1 to %d ASCII characters without a colon, was \"%s\""
              .formatted(LONGEST_NAME, name));
    }
    return new JackSettings(name, captureFrom, playTo);
  }

  JackSettings withCaptureFrom(List<String> ports) {
    return new JackSettings(clientName, List.copyOf(ports), playTo);
  }

  JackSettings withPlayTo(List<String> ports) {
    return new JackSettings(clientName, captureFrom, List.copyOf(ports));
  }
}
