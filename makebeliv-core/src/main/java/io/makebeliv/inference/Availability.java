package io.makebeliv.inference;

/**
 * Whether a backend can be used on this machine, and if not, why.
 *
 * @param available whether it can be used
 * @param reason why not, in words for the user; empty when available
 */
public record Availability(boolean available, String reason) {

  /** It can be used. */
  public static final Availability YES = new Availability(true, "");

  /**
   * It cannot be used.
   *
   * @param reason why, and what would help
   * @return an unavailability with its reason
   */
  public static Availability no(String reason) {
    return new Availability(false, reason);
  }
}
