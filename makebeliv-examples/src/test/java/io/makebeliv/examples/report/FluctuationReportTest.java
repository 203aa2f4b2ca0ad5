package io.makebeliv.examples.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.makebeliv.fluctuation.Fluctuation;
import java.awt.Color;
import java.awt.image.BufferedImage;
import org.junit.jupiter.api.Test;

class FluctuationReportTest {

  @Test
  void theVowelHasExactlyThePitchItSays() {
    float[] vowel = SteadyVowel.samples(44_100, 44_100);
    int period = (int) Math.round(44_100 / SteadyVowel.hertz(44_100));
    assertEquals(128, SteadyVowel.hertz(44_100), 0.3);
    for (int i = period; i < vowel.length; i++) {
      assertEquals(vowel[i - period], vowel[i]);
    }
  }

  @Test
  void thePitchThatIsHeardLiesOverTheOneThatWasAskedFor() {
    FluctuationReport report = FluctuationReport.of(Fluctuation.lively(), 3, 6);
    assertTrue(report.errorCents(50) < 1, "median " + report.errorCents(50));
    assertTrue(report.errorCents(100) < 5, "most " + report.errorCents(100));

    BufferedImage picture = FluctuationPicture.of(report, "lively");
    Sheet.Box box = FluctuationPicture.PITCH;
    double most = 1.12 * report.mostCents();
    for (double at = 1.5; at < 5; at += 0.25) {
      int x = (int) Math.round(box.x() + at / 6 * box.width());
      double expected = FluctuationPicture.y(box, report.askedCents(at), most);
      int found = 0;
      for (int y = box.y() + 1; y < box.bottom(); y++) {
        if (near(picture.getRGB(x, y), FluctuationPicture.HEARD_COLOUR)) {
          // Two cents or so: the line has a width, and what is heard is not what was asked for.
          assertEquals(expected, y, 12, "at " + at + " s");
          found++;
        }
      }
      assertTrue(found > 0, "no line at " + at + " s");
    }
  }

  private static boolean near(int rgb, Color colour) {
    Color found = new Color(rgb);
    return Math.abs(found.getRed() - colour.getRed()) < 25
        && Math.abs(found.getGreen() - colour.getGreen()) < 25
        && Math.abs(found.getBlue() - colour.getBlue()) < 25;
  }
}
