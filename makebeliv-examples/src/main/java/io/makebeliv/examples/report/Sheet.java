package io.makebeliv.examples.report;

import io.makebeliv.VoiceConversionException;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Stroke;
import java.awt.geom.AffineTransform;
import java.awt.geom.Line2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;
import javax.imageio.ImageIO;

/** A white sheet of panels with titles and axes, as all pictures of this program are drawn on. */
final class Sheet implements AutoCloseable {

  static final Color INK = new Color(0x1B1F24);
  static final Color SOFT_INK = new Color(0x5A636E);
  static final Color GRID = new Color(0xE3E7EB);
  private static final Color FRAME = new Color(0x9AA3AD);

  static final Stroke HAIR = new BasicStroke(1);
  static final Stroke DASHED =
      new BasicStroke(1.6f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, new float[] {7, 6}, 0);

  /** A rectangle of the picture, in pixels. */
  record Box(int x, int y, int width, int height) {
    int right() {
      return x + width;
    }

    int bottom() {
      return y + height;
    }
  }

  private final BufferedImage image;
  private final Graphics2D g;

  private Sheet(BufferedImage image, Graphics2D g) {
    this.image = image;
    this.g = g;
  }

  /**
   * Takes a new sheet.
   *
   * @throws VoiceConversionException if this Java has no fonts to write with
   */
  static Sheet blank(int width, int height) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = image.createGraphics();
    try {
      g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
      g.setRenderingHint(
          RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
      g.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
      checkFonts(g);
      g.setColor(Color.WHITE);
      g.fillRect(0, 0, width, height);
      return new Sheet(image, g);
    } catch (RuntimeException | Error e) {
      g.dispose();
      throw e;
    }
  }

  /** Without a font Java fails in several ways, one of them a bare {@link Error}. */
  private static void checkFonts(Graphics2D g) {
    try {
      g.setFont(font(Font.PLAIN, 16));
      g.getFontMetrics().stringWidth("Hz");
    } catch (OutOfMemoryError e) {
      throw e;
    } catch (RuntimeException | Error e) {
      throw new VoiceConversionException(
          "The picture could not be drawn: this Java finds no fonts. Install fontconfig and a font"
              + " (Debian, Ubuntu: apt-get install fontconfig fonts-dejavu-core).",
          e);
    }
  }

  static Font font(int style, int size) {
    return new Font(Font.SANS_SERIF, style, size);
  }

  /** The pen. */
  Graphics2D graphics() {
    return g;
  }

  /** What has been drawn. */
  BufferedImage image() {
    return image;
  }

  void title(int x, String title, String note) {
    g.setColor(INK);
    g.setFont(font(Font.BOLD, 28));
    g.drawString(title, x, 52);
    g.setColor(SOFT_INK);
    g.setFont(font(Font.PLAIN, 18));
    g.drawString(note, x, 84);
  }

  void panelTitle(Box box, String name, String note) {
    g.setFont(font(Font.BOLD, 19));
    g.setColor(INK);
    g.drawString(name, box.x(), box.y() - 13);
    int width = g.getFontMetrics().stringWidth(name);
    g.setFont(font(Font.PLAIN, 16));
    g.setColor(SOFT_INK);
    g.drawString(note, box.x() + width + 14, box.y() - 13);
  }

  void frame(Box box) {
    g.setColor(FRAME);
    g.setStroke(HAIR);
    g.drawRect(box.x(), box.y(), box.width(), box.height());
  }

  /** Marks the seconds below a panel that shows a stretch of time. */
  void timeTicks(Box box, double from, double to, boolean grid) {
    g.setFont(font(Font.PLAIN, 14));
    g.setStroke(HAIR);
    double step = step(to - from, 12);
    int decimals = step < 0.095 ? 2 : step < 0.95 ? 1 : 0;
    for (long i = (long) Math.ceil(from / step - 1e-6);
        i * step <= from + (to - from) * 1.0001;
        i++) {
      double x = box.x() + (i * step - from) / (to - from) * box.width();
      if (grid) {
        g.setColor(GRID);
        g.draw(new Line2D.Double(x, box.y(), x, box.bottom()));
      }
      g.setColor(SOFT_INK);
      g.draw(new Line2D.Double(x, box.bottom(), x, box.bottom() + 5));
      centred(String.format(Locale.ROOT, "%." + decimals + "f", i * step), x, box.bottom() + 21);
    }
  }

  /** A round distance, 1, 2 or 5 times a power of ten, that gives at most so many steps. */
  static double step(double range, int most) {
    double rough = range / most;
    double power = Math.pow(10, Math.floor(Math.log10(rough)));
    DoubleUnaryOperator snap = x -> x <= 1 ? 1 : x <= 2 ? 2 : x <= 5 ? 5 : 10;
    return snap.applyAsDouble(rough / power) * power;
  }

  void axisName(Box box, String name) {
    g.setFont(font(Font.PLAIN, 15));
    g.setColor(SOFT_INK);
    AffineTransform upright = g.getTransform();
    g.rotate(-Math.PI / 2, 34, box.y() + box.height() / 2.0);
    centred(name, 34, box.y() + box.height() / 2.0);
    g.setTransform(upright);
  }

  void key(int x, int y, String name, Color colour) {
    g.setColor(colour);
    g.setStroke(new BasicStroke(2.4f));
    g.draw(new Line2D.Double(x, y - 5, x + 22, y - 5));
    g.setFont(font(Font.PLAIN, 14));
    g.drawString(name, x + 29, y);
  }

  void centred(String text, double x, double y) {
    g.drawString(text, (float) (x - g.getFontMetrics().stringWidth(text) / 2.0), (float) y);
  }

  /**
   * Writes a picture as a PNG file. It is complete or not there at all.
   *
   * @throws VoiceConversionException if it cannot be written
   */
  static void write(BufferedImage picture, Path png) {
    Path target = png.toAbsolutePath();
    Path unfinished =
        target.resolveSibling("." + target.getFileName() + "." + ProcessHandle.current().pid());
    try {
      try (OutputStream out = Files.newOutputStream(unfinished)) {
        ImageIO.write(picture, "png", out);
      }
      Files.move(unfinished, target, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new VoiceConversionException("Could not write the picture " + png + ": " + e, e);
    } finally {
      delete(unfinished);
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // It is a hidden leftover; the failure that matters is on its way already.
    }
  }

  @Override
  public void close() {
    g.dispose();
  }
}
