package io.makebeliv.examples.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.makebeliv.VoiceConversionException;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VoiceReportTest {

  private static final int RATE = 24_000;

  @TempDir Path folder;

  @Test
  void measuresPitchAndShift() {
    VoiceReport report = glides();
    assertEquals(Math.sqrt(150 * 200.0), report.before().percentile(50), 2);
    assertEquals(4, report.shiftSemitones(), 0.05);
  }

  @Test
  void drawsTheLineOfTheFundamentalWhereItIs() throws IOException {
    Path png = folder.resolve("report.png");
    VoiceReport report = glides();
    report.draw(png, "glide \u2192 higher", "pitch +4 semitones");

    BufferedImage picture = ImageIO.read(png.toFile());
    assertEquals(ReportPicture.WIDTH, picture.getWidth());
    assertEquals(ReportPicture.HEIGHT, picture.getHeight());
    FrequencyAxis axis = ReportPicture.axis(report);
    double four = Math.pow(2, 4.0 / 12);
    for (double at = 0.2; at < 0.85; at += 0.1) {
      double hertz = 150 * Math.pow(200.0 / 150, at);
      assertLine(picture, ReportPicture.BEFORE, at, axis.position(hertz), ReportPicture.F0_COLOUR);
      assertLine(
          picture, ReportPicture.AFTER, at, axis.position(hertz * four), ReportPicture.F0_COLOUR);
    }
    assertTrue(count(picture, ReportPicture.PITCH, ReportPicture.BEFORE_COLOUR) > 500);
    assertTrue(count(picture, ReportPicture.PITCH, ReportPicture.AFTER_COLOUR) > 500);
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(3, files.count(), "no leftovers");
    }
  }

  @Test
  void silenceIsSaidAndDrawn() throws IOException {
    Path silence = Signals.write(folder.resolve("silence.wav"), new float[RATE], RATE);
    VoiceReport report = VoiceReport.of(silence, silence);
    assertFalse(report.before().voiced());
    assertEquals(0, report.shiftSemitones());
    Path png = folder.resolve("report.png");
    report.draw(png, "silence", "");
    assertEquals(
        0, count(ImageIO.read(png.toFile()), ReportPicture.PITCH, ReportPicture.AFTER_COLOUR));
  }

  @Test
  void longRecordingsAreShownFromTheirBeginning() {
    Path file = Signals.write(folder.resolve("long.wav"), new float[31 * 8000], 8000);
    Excerpt excerpt = VoiceReport.of(file, file).inputExcerpt();
    assertFalse(excerpt.whole());
    assertEquals(Excerpt.MAX_SECONDS, excerpt.seconds());
  }

  @Test
  void whatCannotBeWrittenIsOneSentenceAndLeavesNothing() throws IOException {
    VoiceReport report = glides();
    Path occupied = Files.createDirectory(folder.resolve("occupied.png"));
    Files.writeString(occupied.resolve("mine"), "mine");
    VoiceConversionException e =
        assertThrows(VoiceConversionException.class, () -> report.draw(occupied, "", ""));
    assertTrue(String.valueOf(e.getMessage()).contains("occupied.png"), e.getMessage());
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(3, files.count(), "no leftovers");
    }
  }

  private VoiceReport glides() {
    double four = Math.pow(2, 4.0 / 12);
    return VoiceReport.of(
        Signals.write(folder.resolve("a.wav"), Signals.voice(150, 200, 1, RATE), RATE),
        Signals.write(
            folder.resolve("b.wav"), Signals.voice(150 * four, 200 * four, 1, RATE), RATE));
  }

  /** Looks for a colour in one column of a panel: it must be there, and nowhere else. */
  private static void assertLine(
      BufferedImage picture, Sheet.Box box, double time, double height, Color colour) {
    int x = (int) (box.x() + time * box.width());
    double expected = box.bottom() - height * box.height();
    int found = 0;
    for (int y = box.y() + 1; y < box.bottom(); y++) {
      if (near(picture.getRGB(x, y), colour)) {
        assertEquals(expected, y, 4, "at " + time + " s");
        found++;
      }
    }
    assertTrue(found > 0, "no line at " + time + " s");
  }

  private static int count(BufferedImage picture, Sheet.Box box, Color colour) {
    int found = 0;
    for (int x = box.x(); x < box.right(); x++) {
      for (int y = box.y(); y < box.bottom(); y++) {
        if (near(picture.getRGB(x, y), colour)) {
          found++;
        }
      }
    }
    return found;
  }

  private static boolean near(int rgb, Color colour) {
    Color found = new Color(rgb);
    return Math.abs(found.getRed() - colour.getRed()) < 12
        && Math.abs(found.getGreen() - colour.getGreen()) < 12
        && Math.abs(found.getBlue() - colour.getBlue()) < 12;
  }
}
