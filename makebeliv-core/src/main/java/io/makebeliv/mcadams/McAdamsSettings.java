package io.makebeliv.mcadams;

/**
 * How {@link McAdams} is made, as a preset file says it.
 *
 * @param alpha the exponent, 0.5 to 0.9 or 1.1 to 1.3; 0 lets the seed draw it
 */
public record McAdamsSettings(double alpha) {

  /**
   * Checks the range.
   *
   * @param alpha 0.5 to 0.9, 1.1 to 1.3, or 0
   * @throws IllegalArgumentException if out of range
   */
  public McAdamsSettings {
    if (alpha != 0) {
      McAdams.voice(alpha);
    }
  }

  McAdams voice() {
    return alpha == 0 ? McAdams.voice() : McAdams.voice(alpha);
  }
}
