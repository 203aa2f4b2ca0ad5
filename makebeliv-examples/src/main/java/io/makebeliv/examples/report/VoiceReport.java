package io.makebeliv.examples.report;

import io.makebeliv.VoiceConversionException;
import io.makebeliv.audio.AudioFileSource;
import io.makebeliv.audio.AudioFiles;
import io.makebeliv.dsp.CorrelationPitchTracker;
import java.nio.file.Path;
import java.util.Arrays;

/** A voice before and after its conversion, compared over the first half minute. */
public final class VoiceReport {

  /** Voices that were shifted may lie outside of where people speak. */
  private static final double LOWEST_F0 = 45;

  private static final double HIGHEST_F0 = 900;

  private final Excerpt inputExcerpt;
  private final Excerpt outputExcerpt;
  private final F0Track before;
  private final F0Track after;

  private VoiceReport(Excerpt inputExcerpt, Excerpt outputExcerpt) {
    this.inputExcerpt = inputExcerpt;
    this.outputExcerpt = outputExcerpt;
    before = track(inputExcerpt);
    after = track(outputExcerpt);
  }

  /**
   * Analyses two recordings of the same words.
   *
   * @param before the recording that was converted
   * @param after what it became
   * @return the comparison
   * @throws io.makebeliv.audio.AudioException if one of them cannot be read
   */
  public static VoiceReport of(Path before, Path after) {
    return new VoiceReport(read(before), read(after));
  }

  private static F0Track track(Excerpt excerpt) {
    return F0Track.of(
        excerpt, new CorrelationPitchTracker(excerpt.sampleRate(), LOWEST_F0, HIGHEST_F0));
  }

  private static Excerpt read(Path file) {
    try (AudioFileSource source = AudioFiles.open(file)) {
      return Excerpt.of(source);
    }
  }

  /**
   * Returns the pitch before.
   *
   * @return its track
   */
  public F0Track before() {
    return before;
  }

  /**
   * Returns the pitch after.
   *
   * @return its track
   */
  public F0Track after() {
    return after;
  }

  /**
   * Returns by how much the pitch was moved.
   *
   * @return the median over all instants that are voiced before and after, in semitones; 0 if there
   *     are none
   */
  public double shiftSemitones() {
    float[] shifts = new float[before.size()];
    int count = 0;
    for (int i = 0; i < before.size(); i++) {
      double from = before.hertz(i);
      double to = after.at(before.seconds(i));
      if (from > 0 && to > 0) {
        shifts[count++] = (float) (12 * Math.log(to / from) / Math.log(2));
      }
    }
    float[] sorted = Arrays.copyOf(shifts, count);
    Arrays.sort(sorted);
    return Percentile.of(sorted, 50);
  }

  /**
   * Draws spectrograms, average spectra and pitch. The picture is complete or not there at all.
   *
   * @param png the file to write, replaced if it exists
   * @param title what was converted into what
   * @param settings how
   * @throws VoiceConversionException if the picture cannot be drawn here, or not be written
   */
  public void draw(Path png, String title, String settings) {
    Sheet.write(ReportPicture.of(this, title, settings), png);
  }

  Excerpt inputExcerpt() {
    return inputExcerpt;
  }

  Excerpt outputExcerpt() {
    return outputExcerpt;
  }
}
