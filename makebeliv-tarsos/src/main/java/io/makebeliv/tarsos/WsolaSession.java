// SPDX-License-Identifier: GPL-3.0-or-later
package io.makebeliv.tarsos;

import be.tarsos.dsp.AudioEvent;
import be.tarsos.dsp.WaveformSimilarityBasedOverlapAdd;
import be.tarsos.dsp.WaveformSimilarityBasedOverlapAdd.Parameters;
import be.tarsos.dsp.io.TarsosDSPAudioFormat;
import be.tarsos.dsp.resample.Resampler;
import io.makebeliv.inference.BackendSession;
import io.makebeliv.inference.StepControls;
import io.makebeliv.inference.StepFormat;
import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * One stream through TarsosDSP's WSOLA and its resampler, in steps of 10 ms.
 *
 * <p>WSOLA puts out sequences of one length, each cut from the input where it joins the one before
 * best. Where the cuts lie sets the tempo, and the resampler turns the tempo into pitch. TarsosDSP
 * drives this by the dispatcher's overlap, in whole frames, so tempo and pitch differ by a fraction
 * and the stream drifts; and its RateTransposer drops what it has no room for. Here the cuts are
 * placed from the count of frames that have come out, so nothing drifts, and pitch may change with
 * every sequence.
 *
 * <p>The middle of each sequence comes out {@code latency} after it went in. Within a sequence time
 * runs at the pitch's speed, and the search for the best join moves it by up to half the seek
 * window, so single events stray by some milliseconds around that, to both sides alike.
 *
 * <p>Allocates nothing itself; TarsosDSP's resampler allocates an object of a few bytes per
 * sequence.
 *
 * @see <a href="https://doi.org/10.1109/ICASSP.1993.319366">Verhelst and Roelands, An overlap-add
 *     technique based on waveform similarity (WSOLA), 1993</a>
 */
final class WsolaSession implements BackendSession {

  /** Output frames per stretched frame, for the two ends of the pitch range. */
  private static final double MIN_FACTOR = Math.pow(2, -WsolaBackend.MOST_SEMITONES / 12);

  private static final double MAX_FACTOR = Math.pow(2, WsolaBackend.MOST_SEMITONES / 12);

  private final StepFormat format;
  private final int latency;
  private final int window;
  private final int seek;

  private final WaveformSimilarityBasedOverlapAdd stretcher;
  private final AudioEvent event;
  private final float[] section;
  private final int sequence;
  private final FloatBuffer stretched;

  private final Resampler pristine;
  private Resampler resampler;

  /** The newest input frames. */
  private final float[] history;

  /** Converted frames not yet put out, and how many. */
  private final float[] ready;

  private final FloatBuffer freshly;
  private int readyCount;

  private long received;
  private long produced;

  /** Stretched frames from where the resampler stopped to where its next output frame lies. */
  private double phase;

  /** Stretched frames that the resampler has taken and not yet passed. */
  private int held;

  WsolaSession(int sampleRate) {
    Parameters parameters = Parameters.speechDefaults(1, sampleRate);
    window = (int) (sampleRate * parameters.getSequenceMs() / 1000);
    seek = (int) (sampleRate * parameters.getSeekWindowMs() / 1000);
    stretcher = QuietOut.call(() -> new WaveformSimilarityBasedOverlapAdd(parameters));
    section = new float[stretcher.getInputBufferSize()];
    event = new AudioEvent(new TarsosDSPAudioFormat(sampleRate, 16, 1, true, false));
    stretch();
    stretched = FloatBuffer.wrap(event.getFloatBuffer());
    sequence = stretched.capacity();

    pristine = new Resampler(true, MIN_FACTOR, MAX_FACTOR);
    resampler = new Resampler(pristine);

    int step = Math.max(1, sampleRate / 100);
    latency = latency(window, seek, pristine.getFilterWidth());
    format = new StepFormat(sampleRate, sampleRate, step, step, latency);
    history = new float[latency + 2 * window + 2 * seek + step];
    ready = new float[step + (int) Math.ceil(sequence * MAX_FACTOR) + 2];
    freshly = FloatBuffer.wrap(ready);
  }

  /** The least that lets the slowest pitch see the whole of its sections in time. */
  private static int latency(int window, int seek, int filterWidth) {
    return (int) Math.ceil(filterWidth * MAX_FACTOR + (MAX_FACTOR + 1) * window / 2 + seek / 2.0);
  }

  @Override
  public StepFormat format() {
    return format;
  }

  @Override
  public void convert(float[] input, float[] output, StepControls controls) {
    int step = format.inputStep();
    System.arraycopy(history, step, history, 0, history.length - step);
    System.arraycopy(input, 0, history, history.length - step, step);
    received += step;
    double factor = factor(controls.pitchSemitones()[0]);
    while (readyCount < step) {
      nextSequence(factor);
    }
    System.arraycopy(ready, 0, output, 0, step);
    readyCount -= step;
    System.arraycopy(ready, step, ready, 0, readyCount);
  }

  /** Keeps away from 0, where the speaker's own voice would come out: a glide jumps across. */
  private static double factor(float semitones) {
    double shift =
        Math.min(
            WsolaBackend.MOST_SEMITONES,
            Math.max(WsolaBackend.LEAST_SEMITONES, Math.abs(semitones)));
    double factor = Math.pow(2, (semitones < 0 ? shift : -shift) / 12);
    return Math.min(MAX_FACTOR, Math.max(MIN_FACTOR, factor));
  }

  private void nextSequence(double factor) {
    // The sequence begins in the output after what the resampler holds back of the one before.
    double begin = produced + factor * (held - phase);
    double middle = begin + factor * window / 2;
    long start = Math.round(middle - latency - window / 2.0) - seek / 2;
    int index = (int) (start - received) + history.length;
    System.arraycopy(history, index, section, 0, section.length);
    stretch();

    stretched.clear();
    freshly.limit(ready.length).position(readyCount);
    resampler.process(factor, stretched, false, freshly);
    int count = freshly.position() - readyCount;
    readyCount += count;
    produced += count;
    phase += count / factor - (sequence - (pristine.getFilterWidth() - held));
    held = pristine.getFilterWidth();
  }

  private void stretch() {
    event.setFloatBuffer(section);
    stretcher.process(event);
  }

  @Override
  public void reset() {
    Arrays.fill(section, 0);
    stretch();
    resampler = new Resampler(pristine);
    Arrays.fill(history, 0);
    readyCount = 0;
    received = 0;
    produced = 0;
    phase = 0;
    held = 0;
  }

  @Override
  public void close() {}
}
