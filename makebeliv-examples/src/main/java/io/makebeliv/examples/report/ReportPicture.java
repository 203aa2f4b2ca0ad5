package io.makebeliv.examples.report;

import io.makebeliv.VoiceConversionException;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.util.Locale;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * The report as a picture: two spectrograms with the fundamental frequency drawn over them and the
 * average spectrum beside them, and the two pitch contours below, all on one time axis.
 */
final class ReportPicture {

  static final int WIDTH = 1680;
  static final int HEIGHT = 1330;

  /** The spectrograms and the pitch panel. */
  static final Sheet.Box BEFORE = new Sheet.Box(96, 150, 1180, 330);

  static final Sheet.Box AFTER = new Sheet.Box(96, 546, 1180, 330);
  static final Sheet.Box PITCH = new Sheet.Box(96, 942, 1180, 300);

  static final Color BEFORE_COLOUR = new Color(0x5B6C7D);
  static final Color AFTER_COLOUR = new Color(0xD9480F);
  static final Color F0_COLOUR = new Color(0x4FF3E0);

  private static final int BESIDE_GAP = 28;
  private static final int BESIDE_WIDTH = 190;
  private static final int SCALE_GAP = 36;
  private static final int SCALE_WIDTH = 16;

  private static final double LOWEST_HERTZ = 50;
  private static final double HIGHEST_HERTZ = 10_000;
  private static final float RANGE_DB = 70;

  private static final double[] FREQUENCY_TICKS = {
    50, 100, 200, 300, 500, 1000, 2000, 3000, 5000, 8000
  };

  private final VoiceReport report;
  private final Sheet sheet;
  private final Graphics2D g;
  private final double seconds;
  private final FrequencyAxis axis;

  private ReportPicture(VoiceReport report, Sheet sheet) {
    this.report = report;
    this.sheet = sheet;
    g = sheet.graphics();
    seconds =
        Math.max(0.1, Math.max(report.inputExcerpt().seconds(), report.outputExcerpt().seconds()));
    axis = axis(report);
  }

  static FrequencyAxis axis(VoiceReport report) {
    int lowestRate =
        Math.min(report.inputExcerpt().sampleRate(), report.outputExcerpt().sampleRate());
    return new FrequencyAxis(LOWEST_HERTZ, Math.min(HIGHEST_HERTZ, lowestRate / 2.0));
  }

  /**
   * Draws the report.
   *
   * @throws VoiceConversionException if this Java has no fonts to write with
   */
  static BufferedImage of(VoiceReport report, String title, String settings) {
    try (Sheet sheet = Sheet.blank(WIDTH, HEIGHT)) {
      new ReportPicture(report, sheet).draw(title, settings);
      return sheet.image();
    }
  }

  private void draw(String title, String settings) {
    sheet.title(BEFORE.x(), title, settings + excerptNote());

    Spectrogram before = spectrogram(report.inputExcerpt(), BEFORE);
    Spectrogram after = spectrogram(report.outputExcerpt(), AFTER);
    float top = Math.max(before.peak(), after.peak());
    spectrogramPanel(BEFORE, "Before", report.before(), before, top);
    spectrogramPanel(AFTER, "After", report.after(), after, top);
    averagePanel(beside(BEFORE), before, null, top);
    averagePanel(beside(AFTER), after, before, top);
    pitchPanel();
  }

  private String excerptNote() {
    return report.inputExcerpt().whole() && report.outputExcerpt().whole()
        ? ""
        : ", the first " + Excerpt.MAX_SECONDS + " seconds";
  }

  private Spectrogram spectrogram(Excerpt excerpt, Sheet.Box box) {
    return Spectrogram.of(excerpt, axis, seconds, box.width(), box.height());
  }

  private void spectrogramPanel(
      Sheet.Box box, String name, F0Track f0, Spectrogram spectrogram, float top) {
    sheet.panelTitle(box, name, pitchNote(f0));
    BufferedImage image = new BufferedImage(box.width(), box.height(), BufferedImage.TYPE_INT_RGB);
    for (int x = 0; x < box.width(); x++) {
      float[] column = spectrogram.column(x);
      for (int row = 0; row < box.height(); row++) {
        image.setRGB(x, box.height() - 1 - row, ColourMap.rgb(1 + (column[row] - top) / RANGE_DB));
      }
    }
    g.drawImage(image, box.x(), box.y(), null);
    Shape clip = g.getClip();
    g.clipRect(box.x(), box.y(), box.width(), box.height());
    contour(box, axis, f0, new Color(0, 0, 0, 150), 5.5f);
    contour(box, axis, f0, F0_COLOUR, 2.6f);
    g.setClip(clip);
    sheet.frame(box);
    frequencyTicks(box, axis, FREQUENCY_TICKS, false);
    sheet.axisName(box, "Frequency (Hz)");
    sheet.timeTicks(box, 0, seconds, false);
    legend(box);
    colourScale(box, top);
  }

  private static String pitchNote(F0Track f0) {
    return f0.voiced()
        ? String.format(
            Locale.ROOT,
            "f0 median %.0f Hz, mostly %.0f to %.0f Hz",
            f0.percentile(50),
            f0.percentile(10),
            f0.percentile(90))
        : "no voiced speech found";
  }

  /** Names the line over the spectrogram, on a dark ground so that it reads over any of them. */
  private void legend(Sheet.Box box) {
    g.setFont(Sheet.font(Font.PLAIN, 15));
    int width = g.getFontMetrics().stringWidth("f0") + 52;
    int x = box.right() - width - 10;
    int y = box.y() + 10;
    g.setColor(new Color(0, 0, 0, 130));
    g.fillRoundRect(x, y, width, 26, 8, 8);
    g.setColor(F0_COLOUR);
    g.setStroke(new BasicStroke(2.6f));
    g.draw(new Line2D.Double(x + 10, y + 13, x + 36, y + 13));
    g.setColor(Color.WHITE);
    g.drawString("f0", x + 43, y + 18);
  }

  private void colourScale(Sheet.Box box, float top) {
    Sheet.Box scale =
        new Sheet.Box(beside(box).right() + SCALE_GAP, box.y(), SCALE_WIDTH, box.height());
    for (int y = 0; y < scale.height(); y++) {
      g.setColor(new Color(ColourMap.rgb(1 - (double) y / scale.height())));
      g.fillRect(scale.x(), scale.y() + y, scale.width(), 1);
    }
    sheet.frame(scale);
    g.setFont(Sheet.font(Font.PLAIN, 14));
    g.setColor(Sheet.SOFT_INK);
    for (int db = (int) Math.floor(top / 10) * 10; db > top - RANGE_DB; db -= 10) {
      int y = Math.round(scale.y() + (top - db) / RANGE_DB * scale.height());
      g.drawLine(scale.right(), y, scale.right() + 4, y);
      g.drawString(Integer.toString(db), scale.right() + 9, y + 5);
    }
    g.drawString("dBFS", scale.x() - 6, scale.y() - 12);
  }

  private static Sheet.Box beside(Sheet.Box box) {
    return new Sheet.Box(box.right() + BESIDE_GAP, box.y(), BESIDE_WIDTH, box.height());
  }

  private void averagePanel(
      Sheet.Box box, Spectrogram own, @Nullable Spectrogram other, float top) {
    g.setFont(Sheet.font(Font.BOLD, 15));
    g.setColor(Sheet.INK);
    g.drawString("Average spectrum", box.x(), box.y() - 13);
    for (double hertz : FREQUENCY_TICKS) {
      double position = axis.position(hertz);
      if (position >= 0 && position <= 1) {
        g.setColor(Sheet.GRID);
        g.setStroke(Sheet.HAIR);
        double y = box.bottom() - position * box.height();
        g.draw(new Line2D.Double(box.x(), y, box.right(), y));
      }
    }
    g.setFont(Sheet.font(Font.PLAIN, 14));
    for (int db = (int) Math.floor(top / 20) * 20; db > top - RANGE_DB; db -= 20) {
      double x = box.x() + levelPosition(db, top) * box.width();
      g.setColor(Sheet.GRID);
      g.draw(new Line2D.Double(x, box.y(), x, box.bottom()));
      g.setColor(Sheet.SOFT_INK);
      sheet.centred(Integer.toString(db), x, box.bottom() + 21);
    }
    Shape clip = g.getClip();
    g.clipRect(box.x(), box.y(), box.width(), box.height());
    if (other != null) {
      spectrumLine(box, other.average(), top, BEFORE_COLOUR, 1.8f);
    }
    spectrumLine(box, own.average(), top, other == null ? BEFORE_COLOUR : AFTER_COLOUR, 2.4f);
    g.setClip(clip);
    sheet.frame(box);
    if (other != null) {
      sheet.key(box.right() - 90, box.y() + 22, "before", BEFORE_COLOUR);
      sheet.key(box.right() - 90, box.y() + 44, "after", AFTER_COLOUR);
      g.setColor(Sheet.SOFT_INK);
      sheet.centred("dBFS in third octaves", box.x() + box.width() / 2.0, box.bottom() + 44);
    }
  }

  /** Where a level stands on an axis whose right end has room for bands louder than any line. */
  private static double levelPosition(double db, double top) {
    return (db - top + RANGE_DB) / (RANGE_DB + 10);
  }

  private void spectrumLine(Sheet.Box box, float[] db, float top, Color colour, float width) {
    Path2D line = new Path2D.Double();
    for (int row = 0; row < db.length; row++) {
      double x = box.x() + levelPosition(db[row], top) * box.width();
      double y = box.bottom() - (row + 0.5) / db.length * box.height();
      if (row == 0) {
        line.moveTo(x, y);
      } else {
        line.lineTo(x, y);
      }
    }
    g.setColor(colour);
    g.setStroke(new BasicStroke(width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    g.draw(line);
  }

  private void pitchPanel() {
    F0Track before = report.before();
    F0Track after = report.after();
    boolean both = before.voiced() && after.voiced();
    sheet.panelTitle(
        PITCH,
        "Pitch",
        both
            ? String.format(
                Locale.ROOT, "moved by %+.2f semitones (median)", report.shiftSemitones())
            : "no voiced speech found");
    FrequencyAxis pitchAxis = pitchAxis();
    frequencyTicks(PITCH, pitchAxis, roundFrequencies(pitchAxis), true);
    sheet.timeTicks(PITCH, 0, seconds, true);
    sheet.axisName(PITCH, "f0 (Hz)");
    Shape clip = g.getClip();
    g.clipRect(PITCH.x(), PITCH.y(), PITCH.width(), PITCH.height());
    median(pitchAxis, before, BEFORE_COLOUR);
    median(pitchAxis, after, AFTER_COLOUR);
    contour(PITCH, pitchAxis, before, BEFORE_COLOUR, 2.8f);
    contour(PITCH, pitchAxis, after, AFTER_COLOUR, 2.8f);
    g.setClip(clip);
    sheet.frame(PITCH);
    medianNote(
        pitchAxis,
        before,
        "before",
        BEFORE_COLOUR,
        both && before.percentile(50) > after.percentile(50));
    medianNote(
        pitchAxis,
        after,
        "after",
        AFTER_COLOUR,
        both && before.percentile(50) <= after.percentile(50));
    g.setColor(Sheet.SOFT_INK);
    g.setFont(Sheet.font(Font.PLAIN, 15));
    sheet.centred("Time (s)", PITCH.x() + PITCH.width() / 2.0, PITCH.bottom() + 48);
  }

  /** From a little below the lowest voice to a little above the highest, at least an octave. */
  private FrequencyAxis pitchAxis() {
    double low = Double.MAX_VALUE;
    double high = 0;
    for (F0Track track : new F0Track[] {report.before(), report.after()}) {
      if (track.voiced()) {
        low = Math.min(low, track.percentile(2));
        high = Math.max(high, track.percentile(98));
      }
    }
    if (high == 0) {
      return new FrequencyAxis(80, 400);
    }
    double margin = Math.pow(2, Math.max(3.0 / 12, (1 - Math.log(high / low) / Math.log(2)) / 2));
    return new FrequencyAxis(low / margin, high * margin);
  }

  private void median(FrequencyAxis pitchAxis, F0Track track, Color colour) {
    if (track.voiced()) {
      double y = PITCH.bottom() - pitchAxis.position(track.percentile(50)) * PITCH.height();
      g.setColor(colour);
      g.setStroke(Sheet.DASHED);
      g.draw(new Line2D.Double(PITCH.x(), y, PITCH.right(), y));
    }
  }

  /** Beside the panel at the height of the median; the upper one sits above its line. */
  private void medianNote(
      FrequencyAxis pitchAxis, F0Track track, String name, Color colour, boolean upper) {
    if (!track.voiced()) {
      return;
    }
    double y = PITCH.bottom() - pitchAxis.position(track.percentile(50)) * PITCH.height();
    int x = PITCH.right() + 14;
    // Far enough apart to be read where both medians are the same.
    int first = (int) Math.round(upper ? y - 34 : y + 18);
    g.setColor(colour);
    g.setFont(Sheet.font(Font.BOLD, 17));
    g.drawString(name, x, first);
    g.setFont(Sheet.font(Font.PLAIN, 16));
    g.drawString(String.format(Locale.ROOT, "median %.1f Hz", track.percentile(50)), x, first + 22);
  }

  /** The voiced stretches of a track as lines; a jump of half an octave starts a new one. */
  private void contour(
      Sheet.Box box, FrequencyAxis frequencies, F0Track f0, Color colour, float width) {
    Path2D line = new Path2D.Double();
    float previous = 0;
    for (int i = 0; i < f0.size(); i++) {
      float hertz = f0.hertz(i);
      if (hertz > 0) {
        double x = box.x() + f0.seconds(i) / seconds * box.width();
        double y = box.bottom() - frequencies.position(hertz) * box.height();
        if (F0Track.follows(previous, hertz)) {
          line.lineTo(x, y);
        } else {
          line.moveTo(x, y);
        }
      }
      previous = hertz;
    }
    g.setColor(colour);
    g.setStroke(new BasicStroke(width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    g.draw(line);
  }

  private static double[] roundFrequencies(FrequencyAxis axis) {
    double step = Sheet.step(axis.high() - axis.low(), 14);
    return LongStream.rangeClosed((long) (axis.low() / step) + 1, (long) (axis.high() / step))
        .mapToDouble(i -> i * step)
        .toArray();
  }

  private void frequencyTicks(
      Sheet.Box box, FrequencyAxis frequencies, double[] ticks, boolean grid) {
    g.setFont(Sheet.font(Font.PLAIN, 14));
    g.setStroke(Sheet.HAIR);
    FontMetrics metrics = g.getFontMetrics();
    double lastY = Double.MAX_VALUE;
    for (double hertz : ticks) {
      double position = frequencies.position(hertz);
      double y = box.bottom() - position * box.height();
      if (position < 0 || position > 1 || lastY - y < 18) {
        continue;
      }
      lastY = y;
      if (grid) {
        g.setColor(Sheet.GRID);
        g.draw(new Line2D.Double(box.x(), y, box.right(), y));
      }
      g.setColor(Sheet.SOFT_INK);
      g.draw(new Line2D.Double(box.x() - 5, y, box.x(), y));
      String text = hertz >= 1000 ? Math.round(hertz / 1000) + "k" : "" + Math.round(hertz);
      g.drawString(text, box.x() - 10 - metrics.stringWidth(text), (float) y + 5);
    }
  }
}
