package io.makebeliv.audio.javasound;

import io.makebeliv.audio.javasound.AudioDevice.Direction;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.DataLine;
import javax.sound.sampled.Line;
import javax.sound.sampled.LineUnavailableException;
import javax.sound.sampled.Mixer;
import javax.sound.sampled.SourceDataLine;
import javax.sound.sampled.TargetDataLine;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a device of this machine. Holds on to the device it found, since Java Sound forgets
 * devices while a sound server is down, and does not look again for a minute.
 *
 * @param <L> the kind of line
 */
final class SystemLines<L extends DataLine> implements LineProvider<L> {

  private final Direction direction;
  private final @Nullable String wanted;
  private final Opener<L> opener;
  private Mixer mixer;

  private SystemLines(Direction direction, @Nullable String wanted, Opener<L> opener) {
    this.direction = direction;
    this.wanted = wanted;
    this.opener = opener;
    this.mixer = AudioDevices.find(direction, wanted);
  }

  static LineProvider<TargetDataLine> capture(@Nullable String device) {
    return new SystemLines<>(
        Direction.CAPTURE,
        device,
        (line, format, bytes) -> {
          TargetDataLine target = (TargetDataLine) line;
          target.open(format, bytes);
          return target;
        });
  }

  static LineProvider<SourceDataLine> playback(@Nullable String device) {
    return new SystemLines<>(
        Direction.PLAYBACK,
        device,
        (line, format, bytes) -> {
          SourceDataLine source = (SourceDataLine) line;
          source.open(format, bytes);
          return source;
        });
  }

  @Override
  public String name() {
    return mixer.getMixerInfo().getName();
  }

  @Override
  public L open(AudioFormat format, int bufferBytes) throws LineUnavailableException {
    try {
      return open(mixer, format, bufferBytes);
    } catch (LineUnavailableException | IllegalArgumentException e) {
      Mixer found = AudioDevices.find(direction, wanted);
      if (found.equals(mixer)) {
        throw e;
      }
      mixer = found;
      return open(mixer, format, bufferBytes);
    }
  }

  private L open(Mixer mixer, AudioFormat format, int bufferBytes) throws LineUnavailableException {
    DataLine.Info info = new DataLine.Info(AudioDevices.lineClass(direction), format);
    return opener.open(mixer.getLine(info), format, bufferBytes);
  }

  @FunctionalInterface
  private interface Opener<L> {
    L open(Line line, AudioFormat format, int bufferBytes) throws LineUnavailableException;
  }
}
