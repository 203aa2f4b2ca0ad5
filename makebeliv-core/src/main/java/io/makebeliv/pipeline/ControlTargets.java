package io.makebeliv.pipeline;

import io.makebeliv.inference.VoiceSettings;

/**
 * Where pitch and formants are to go. Any thread sets it; the conversion thread reads it once a
 * step.
 */
public final class ControlTargets {

  private volatile VoiceSettings settings;

  /**
   * Starts with settings.
   *
   * @param initial the settings that the stream starts with
   */
  public ControlTargets(VoiceSettings initial) {
    settings = initial;
  }

  /**
   * Returns where to go.
   *
   * @return the newest settings
   */
  public VoiceSettings get() {
    return settings;
  }

  /**
   * Sets where to go.
   *
   * @param target the settings to glide to
   */
  public void set(VoiceSettings target) {
    settings = target;
  }
}
