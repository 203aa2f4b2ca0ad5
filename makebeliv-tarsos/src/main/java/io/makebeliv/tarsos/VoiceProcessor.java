// SPDX-License-Identifier: GPL-3.0-or-later
package io.makebeliv.tarsos;

import be.tarsos.dsp.AudioEvent;
import be.tarsos.dsp.AudioProcessor;
import be.tarsos.dsp.io.TarsosDSPAudioFormat;
import io.makebeliv.VoiceSession;
import java.util.Arrays;

/**
 * Converts the voice that a TarsosDSP {@link be.tarsos.dsp.AudioDispatcher} dispatches.
 *
 * <pre>{@code
 * VoiceSession session = converter.openSession(48_000);
 * dispatcher.addAudioProcessor(new VoiceProcessor(session, dispatcher.getFormat()));
 * dispatcher.addAudioProcessor(player);
 * }</pre>
 *
 * <p><b>Buffers.</b> Events may have any length, and the length may change between events. The
 * converted audio goes into a buffer of this processor, which the event carries on; the
 * dispatcher's own buffer is left as it was. Processors before this one therefore see the original
 * voice, those after it the converted one.
 *
 * <p><b>Overlap.</b> Each frame is converted once. The leading {@link AudioEvent#getOverlap()
 * overlap} of an event repeats frames that were given before, so it is filled with what those
 * frames were converted to: the windows after this processor overlap just as they did before it. An
 * overlap serves analysis; for conversion and playback alone, choose 0.
 *
 * <p><b>Fail closed.</b> Whatever goes wrong, an exception or an event that makes no sense or has
 * another sample rate, the event leaves with silence and {@link #faults()} counts it. Nothing is
 * thrown and the chain goes on.
 *
 * <p><b>Delay.</b> The output is late by {@link VoiceSession#latency()}. The dispatcher stops with
 * the input, so whoever needs the last words appends that much silence to it.
 *
 * <p>The dispatcher's thread calls {@link #process}. It allocates only where the length of the
 * events changes. The session stays the caller's, to control and to close; once closed, it gives
 * silence.
 */
public final class VoiceProcessor implements AudioProcessor {

  private final VoiceSession session;
  private float[] converted = new float[0];
  private float[] previous = new float[0];
  private volatile long faults;

  /**
   * Makes a processor around a session.
   *
   * @param session the session to run; nobody else may feed it
   * @param format the dispatcher's format: one channel, at the session's sample rate
   * @throws IllegalArgumentException if the format has more channels or another sample rate
   */
  public VoiceProcessor(VoiceSession session, TarsosDSPAudioFormat format) {
    if (format.getChannels() != 1) {
      throw new IllegalArgumentException(
          "the dispatcher must be mono, had %d channels: put be.tarsos.dsp.MultichannelToMono or a mono stream before it"
              .formatted(format.getChannels()));
    }
    if (format.getSampleRate() != session.sampleRate()) {
      throw new IllegalArgumentException(
          "the session must run at the dispatcher's rate of %.0f Hz, was opened for %d Hz"
              .formatted(format.getSampleRate(), session.sampleRate()));
    }
    this.session = session;
  }

  @Override
  public boolean process(AudioEvent event) {
    float[] input = event.getFloatBuffer();
    float[] output = silence(input.length);
    // From here on no way leads out of this method with the original voice in the event.
    event.setFloatBuffer(output);
    int overlap = event.getOverlap();
    boolean fine = false;
    try {
      if (overlap >= 0 && event.getSampleRate() == session.sampleRate()) {
        repeat(output, overlap);
        int fresh = input.length - overlap;
        fine = session.process(input, overlap, output, overlap, fresh) == fresh;
      }
    } catch (RuntimeException e) {
      // Counted below: a chain that runs is not to be stopped by one of its processors.
      fine = false;
    } finally {
      if (!fine) {
        fault(output);
      }
    }
    return true;
  }

  /** Does nothing: the session is the caller's. */
  @Override
  public void processingFinished() {}

  /**
   * Returns how many events were silenced because something went wrong here. Faults inside the
   * session are in its {@link VoiceSession#statistics() statistics}.
   *
   * @return the count; may be read from any thread
   */
  public long faults() {
    return faults;
  }

  /** Swaps the two buffers, so that what came out last stays readable for the overlap. */
  private float[] silence(int length) {
    float[] last = converted;
    converted = previous.length == length ? previous : new float[length];
    previous = last;
    Arrays.fill(converted, 0);
    return converted;
  }

  /** Fills the overlap with the end of the previous output; what lies before that stays silent. */
  private void repeat(float[] output, int overlap) {
    int known = Math.min(overlap, previous.length);
    System.arraycopy(previous, previous.length - known, output, overlap - known, known);
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // One thread writes.
  private void fault(float[] output) {
    Arrays.fill(output, 0);
    faults++;
  }
}
