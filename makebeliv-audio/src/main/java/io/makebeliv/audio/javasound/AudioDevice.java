package io.makebeliv.audio.javasound;

import java.util.List;

/**
 * A device that Java Sound knows, in one of its directions: one that both records and plays is
 * listed twice.
 *
 * @param name what {@link Microphone#open(String)} and {@link Speaker#open(String)} take
 * @param description what the system says about it
 * @param direction whether it records or plays
 * @param isDefault whether {@link Microphone#open()} or {@link Speaker#open()} takes it
 * @param sampleRates the sample rates of its 16-bit lines in Hz, ascending; empty where the system
 *     converts, so that it takes any rate
 * @param channels the channel counts of its 16-bit lines, ascending; empty where it takes any
 * @param virtualCable whether it looks like one end of a virtual cable: what is played into the one
 *     end is recorded from the other, which is how another program comes to hear a converted voice.
 *     Known by name, so a guess.
 */
public record AudioDevice(
    String name,
    String description,
    Direction direction,
    boolean isDefault,
    List<Integer> sampleRates,
    List<Integer> channels,
    boolean virtualCable) {

  /** Which way a device carries sound. */
  public enum Direction {
    /** It records: a microphone, a line in, the far end of a virtual cable. */
    CAPTURE,
    /** It plays: a speaker, headphones, the near end of a virtual cable. */
    PLAYBACK
  }

  /**
   * Copies the lists.
   *
   * @param name what {@link Microphone#open(String)} and {@link Speaker#open(String)} take
   * @param description what the system says about it
   * @param direction whether it records or plays
   * @param isDefault whether {@link Microphone#open()} or {@link Speaker#open()} takes it
   * @param sampleRates the sample rates of its 16-bit lines in Hz, ascending; empty for any
   * @param channels the channel counts of its 16-bit lines, ascending; empty for any
   * @param virtualCable whether it looks like one end of a virtual cable
   */
  public AudioDevice {
    sampleRates = List.copyOf(sampleRates);
    channels = List.copyOf(channels);
  }
}
