package io.makebeliv.audio.javasound;

import io.makebeliv.audio.AudioException;
import io.makebeliv.audio.javasound.AudioDevice.Direction;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Collectors;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.DataLine;
import javax.sound.sampled.LineUnavailableException;
import org.jspecify.annotations.Nullable;

/**
 * A line, and what goes with the format in which it could be opened.
 *
 * @param <L> the kind of line
 */
final class OpenLine<L extends DataLine> {

  private static final int[] CHANNELS = {1, 2};

  final L line;
  final PcmBlock block;
  final int sampleRate;
  final int bufferFrames;
  final StallWatch watch = new StallWatch();

  private OpenLine(L line, int sampleRate, int channels) {
    int frames = line.getBufferSize() / line.getFormat().getFrameSize();
    this.line = line;
    this.block = new PcmBlock(channels, frames);
    this.sampleRate = sampleRate;
    this.bufferFrames = frames;
  }

  /**
   * Opens the first format that the device has: mono before stereo, the rates in the order given.
   *
   * @throws AudioException if it has none of them, or is not to be had
   */
  static <L extends DataLine> OpenLine<L> open(
      LineProvider<L> provider, Direction direction, Duration buffer, int... rates) {
    Exception failure = null;
    for (int rate : rates) {
      int frames = (int) Math.max(1, buffer.toNanos() * rate / 1_000_000_000L);
      for (int channels : CHANNELS) {
        AudioFormat format = PcmBlock.format(rate, channels);
        try {
          L line = provider.open(format, frames * format.getFrameSize());
          return new OpenLine<>(line, rate, channels);
        } catch (LineUnavailableException e) {
          // More telling than that another format is not offered at all.
          failure = e;
        } catch (IllegalArgumentException e) {
          failure = failure == null ? e : failure;
        } catch (SecurityException e) {
          throw new AudioException(
              "Java's security policy forbids to use the %s \"%s\"; grant it a javax.sound.sampled.AudioPermission."
                  .formatted(DeviceNames.noun(direction), provider.name()),
              e);
        }
      }
    }
    throw refused(provider.name(), direction, rates, failure);
  }

  private static AudioException refused(
      String name, Direction direction, int[] rates, @Nullable Exception failure) {
    String tried =
        Arrays.stream(rates).mapToObj(Integer::toString).collect(Collectors.joining(", "));
    String reason =
        failure instanceof LineUnavailableException
            ? "is in use, gone, or has no 16-bit line of 1 or 2 channels at %s Hz; close what uses it, start the sound server, or choose another device"
            : "offers no 16-bit line of 1 or 2 channels at %s Hz; ask for a rate that it has, or choose another device";
    return new AudioException(
        "The %s \"%s\" %s (%s)."
            .formatted(
                DeviceNames.noun(direction),
                name,
                reason.formatted(tried),
                failure == null ? "nothing tried" : failure.getMessage()),
        failure);
  }
}
