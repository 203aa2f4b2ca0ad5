package io.makebeliv.examples.report;

import io.makebeliv.VoiceConversionException;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;

/**
 * A fluctuation as a picture: pitch, level and bands over time, each within its bound, and over the
 * pitch that was asked for the one that is heard.
 */
final class FluctuationPicture {

  static final int WIDTH = 1680;
  static final int HEIGHT = 1490;

  static final Sheet.Box PITCH = new Sheet.Box(96, 150, 1330, 260);
  static final Sheet.Box CLOSE = new Sheet.Box(96, 480, 1330, 260);
  private static final Sheet.Box LEVEL = new Sheet.Box(96, 810, 1330, 200);
  private static final Sheet.Box BANDS = new Sheet.Box(96, 1080, 1330, 340);

  static final Color ASKED_COLOUR = new Color(0x74C0FC);
  static final Color HEARD_COLOUR = new Color(0xC92A2A);
  private static final Color LEVEL_COLOUR = new Color(0x1C7ED6);
  private static final Color BOUND_COLOUR = new Color(0x868E96);
  private static final Color DEVIATION_COLOUR = new Color(0xF1F3F5);
  private static final Color[] BAND_COLOURS = {
    new Color(0xC92A2A),
    new Color(0xE8890C),
    new Color(0x2B8A3E),
    new Color(0x1971C2),
    new Color(0x7048E8)
  };

  private static final double CLOSE_SECONDS = 3;

  /** Each of the bands is drawn on a line of its own. */
  private static final double BAND_GAP = 1.6;

  private final FluctuationReport report;
  private final Sheet sheet;
  private final Graphics2D g;
  private final double seconds;

  private FluctuationPicture(FluctuationReport report, Sheet sheet) {
    this.report = report;
    this.sheet = sheet;
    g = sheet.graphics();
    seconds = report.seconds();
  }

  /**
   * Draws the report.
   *
   * @throws VoiceConversionException if this Java has no fonts to write with
   */
  static BufferedImage of(FluctuationReport report, String title) {
    try (Sheet sheet = Sheet.blank(WIDTH, HEIGHT)) {
      new FluctuationPicture(report, sheet).draw(title);
      return sheet.image();
    }
  }

  private void draw(String title) {
    sheet.title(
        PITCH.x(),
        title,
        "What a voice is told to vary by, and what is heard of it in a converted vowel that would"
            + " else stay at "
            + number("%.1f Hz", FluctuationReport.f0()));
    double most = 1.12 * Math.max(5, report.mostCents());
    pitchPanel(PITCH, "Pitch", 0, seconds, most);
    agreement();
    double from = closeFrom(seconds);
    pitchPanel(
        CLOSE,
        "Pitch, closer",
        from,
        from + CLOSE_SECONDS,
        1.25 * Math.max(5, farthest(from, from + CLOSE_SECONDS)));
    levelPanel();
    bandsPanel();
    g.setColor(Sheet.SOFT_INK);
    g.setFont(Sheet.font(Font.PLAIN, 15));
    sheet.centred("Time (s)", BANDS.x() + BANDS.width() / 2.0, BANDS.bottom() + 48);
  }

  /** Where the closer look begins: about the middle. */
  static double closeFrom(double seconds) {
    return Math.floor((seconds - CLOSE_SECONDS) / 2);
  }

  static double closeSeconds() {
    return CLOSE_SECONDS;
  }

  private double farthest(double from, double to) {
    double farthest = 0;
    for (double at = from; at < to; at += 0.01) {
      farthest = Math.max(farthest, Math.abs(report.askedCents(at)));
    }
    return farthest;
  }

  private void pitchPanel(Sheet.Box box, String name, double from, double to, double most) {
    Trajectory pitch = report.pitch();
    sheet.panelTitle(
        box,
        name,
        report.vibrato()
            ? number("%.0f cents standard deviation (shaded)", pitch.deviation())
                + number(" and a vibrato of %.0f cents", report.mostCents() - pitch.bound())
                + number(", together never beyond ±%.0f cents (dashed)", report.mostCents())
            : note(pitch));
    ground(box, pitch.deviation(), report.mostCents(), from, to, most, "Pitch (cents)");
    Shape clip = clip(box);
    curve(box, from, to, 0.001, most, report::askedCents, ASKED_COLOUR, 5);
    heard(box, from, to, most);
    g.setClip(clip);
    sheet.frame(box);
    sheet.key(box.right() + 18, box.y() + 20, "asked for", ASKED_COLOUR);
    sheet.key(box.right() + 18, box.y() + 44, "heard (f0 found", HEARD_COLOUR);
    g.setColor(HEARD_COLOUR);
    g.drawString("in the output)", box.right() + 47, box.y() + 62);
  }

  /** How far the two lines are from each other, in figures. */
  private void agreement() {
    int x = PITCH.right() + 18;
    g.setColor(Sheet.SOFT_INK);
    g.drawString("apart by, in cents:", x, PITCH.y() + 100);
    g.drawString(number("median %.1f", report.errorCents(50)), x, PITCH.y() + 120);
    g.drawString(number("95 %% of time %.1f", report.errorCents(95)), x, PITCH.y() + 140);
    g.drawString(number("most %.1f", report.errorCents(100)), x, PITCH.y() + 160);
  }

  private void levelPanel() {
    Trajectory level = report.level();
    sheet.panelTitle(LEVEL, "Level", note(level));
    double most = 1.12 * Math.max(0.2, level.bound());
    ground(LEVEL, level.deviation(), level.bound(), 0, seconds, most, "Level (dB)");
    Shape clip = clip(LEVEL);
    curve(LEVEL, 0, seconds, level.hopSeconds(), most, level::at, LEVEL_COLOUR, 2);
    g.setClip(clip);
    sheet.frame(LEVEL);
  }

  /** Each band about a line of its own, from the lowest at the bottom to the highest. */
  private void bandsPanel() {
    List<Trajectory> bands = report.bands();
    Trajectory first = bands.get(0);
    sheet.panelTitle(
        BANDS,
        "Bands",
        number("%.2f dB standard deviation", first.deviation())
            + number(" in each, never beyond ±%.2f dB (dashed)", first.bound()));
    sheet.axisName(BANDS, "Level of each band (dB)");
    double bound = Math.max(0.1, first.bound());
    double gap = 2 * BAND_GAP * bound;
    double half = gap * bands.size() / 2;
    sheet.timeTicks(BANDS, 0, seconds, true);
    Shape clip = clip(BANDS);
    for (int i = 0; i < bands.size(); i++) {
      double middle = (i + 0.5) * gap - half;
      line(BANDS, middle, half, Sheet.GRID, false);
      line(BANDS, middle + bound, half, BOUND_COLOUR, true);
      line(BANDS, middle - bound, half, BOUND_COLOUR, true);
      Trajectory band = bands.get(i);
      curve(
          BANDS,
          0,
          seconds,
          band.hopSeconds(),
          half,
          at -> middle + band.at(at),
          BAND_COLOURS[i],
          2);
    }
    g.setClip(clip);
    sheet.frame(BANDS);
    for (int i = 0; i < bands.size(); i++) {
      double y = y(BANDS, (i + 0.5) * gap - half, half);
      sheet.key(BANDS.right() + 18, (int) y + 5, bands.get(i).name(), BAND_COLOURS[i]);
      g.setColor(Sheet.SOFT_INK);
      tick(BANDS, y(BANDS, (i + 0.5) * gap - half + bound, half), number("%+.2f", bound));
      tick(BANDS, y, "0");
      tick(BANDS, y(BANDS, (i + 0.5) * gap - half - bound, half), number("%+.2f", -bound));
    }
  }

  private static String note(Trajectory trajectory) {
    if (trajectory.bound() == 0) {
      return "does not vary";
    }
    String digits = trajectory.unit().equals("dB") ? "%.2f" : "%.0f";
    return number(digits, trajectory.deviation())
        + " "
        + trajectory.unit()
        + " standard deviation (shaded), never beyond ±"
        + number(digits, trajectory.bound())
        + " "
        + trajectory.unit()
        + " (dashed)";
  }

  private static String number(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }

  /** The grid, the band of one standard deviation, and the bounds. */
  private void ground(
      Sheet.Box box,
      double deviation,
      double bound,
      double from,
      double to,
      double most,
      String name) {
    Shape clip = clip(box);
    int top = (int) Math.round(y(box, deviation, most));
    int bottom = (int) Math.round(y(box, -deviation, most));
    g.setColor(DEVIATION_COLOUR);
    g.fillRect(box.x(), top, box.width(), bottom - top);
    g.setClip(clip);
    sheet.timeTicks(box, from, to, true);
    double step = Sheet.step(2 * most, 8);
    for (long i = (long) Math.ceil(-most / step); i * step <= most; i++) {
      line(box, i * step, most, Sheet.GRID, false);
      g.setColor(Sheet.SOFT_INK);
      String digits = step < 0.095 ? "%+.2f" : step < 0.95 ? "%+.1f" : "%+.0f";
      tick(box, y(box, i * step, most), i == 0 ? "0" : number(digits, i * step));
    }
    if (bound > 0) {
      Shape whole = clip(box);
      line(box, bound, most, BOUND_COLOUR, true);
      line(box, -bound, most, BOUND_COLOUR, true);
      g.setClip(whole);
    }
    sheet.axisName(box, name);
  }

  private void tick(Sheet.Box box, double y, String text) {
    g.setFont(Sheet.font(Font.PLAIN, 14));
    int width = g.getFontMetrics().stringWidth(text);
    g.drawString(text, box.x() - 10 - width, (float) y + 5);
  }

  private Shape clip(Sheet.Box box) {
    Shape before = g.getClip();
    g.clipRect(box.x(), box.y(), box.width(), box.height());
    return before;
  }

  /** Where a value stands on an axis from {@code -most} at the bottom to {@code most}. */
  static double y(Sheet.Box box, double value, double most) {
    return box.y() + (1 - value / most) * box.height() / 2;
  }

  private void line(Sheet.Box box, double value, double most, Color colour, boolean dashed) {
    double y = y(box, value, most);
    g.setColor(colour);
    g.setStroke(dashed ? Sheet.DASHED : Sheet.HAIR);
    g.draw(new Line2D.Double(box.x(), y, box.right(), y));
  }

  private void curve(
      Sheet.Box box,
      double from,
      double to,
      double hop,
      double most,
      DoubleUnaryOperator value,
      Color colour,
      float width) {
    Path2D line = new Path2D.Double();
    int count = (int) ((to - from) / hop);
    for (int i = 0; i < count; i++) {
      double at = from + i * hop;
      double x = box.x() + (at - from) / (to - from) * box.width();
      double y = y(box, value.applyAsDouble(at), most);
      if (i == 0) {
        line.moveTo(x, y);
      } else {
        line.lineTo(x, y);
      }
    }
    g.setColor(colour);
    g.setStroke(new BasicStroke(width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    g.draw(line);
  }

  private void heard(Sheet.Box box, double from, double to, double most) {
    F0Track heard = report.heard();
    Path2D line = new Path2D.Double();
    boolean drawing = false;
    for (int i = 0; i < heard.size(); i++) {
      double at = heard.seconds(i);
      boolean there = heard.hertz(i) > 0 && at >= from && at <= to;
      if (there) {
        double x = box.x() + (at - from) / (to - from) * box.width();
        double y = y(box, report.heardCents(i), most);
        if (drawing) {
          line.lineTo(x, y);
        } else {
          line.moveTo(x, y);
        }
      }
      drawing = there;
    }
    g.setColor(HEARD_COLOUR);
    g.setStroke(new BasicStroke(1.6f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    g.draw(line);
  }
}
