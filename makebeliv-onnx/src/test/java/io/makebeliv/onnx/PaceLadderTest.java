package io.makebeliv.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which settings are chosen, for machines of any speed. */
final class PaceLadderTest {

  private static final RvcSettings WISH = RvcSettings.defaults();

  /** What networks cost: something for itself, and in proportion to what they hear and decode. */
  private static double load(RvcSettings settings, double speed) {
    double step = 0.01 + 0.1 * (settings.contextMs() + settings.chunkMs()) / 1e3;
    step += 0.5 * (settings.chunkMs() + 130) / 1e3;
    return step / speed / (settings.chunkMs() / 1e3);
  }

  private static RvcPace choose(RvcSettings wish, double speed) {
    return PaceLadder.from(wish, true, true).choose(s -> load(s, speed), 0.7);
  }

  @ParameterizedTest
  @CsvSource({
    "10, 100, 1000",
    "3.4, 100, 1000",
    "3, 160, 1000",
    "2.2, 250, 1000",
    "1.6, 250, 500",
    "1.3, 500, 500",
    "1.1, 700, 300"
  })
  void aSlowerMachineTakesLongerAndThenHearsLess(double speed, int chunkMs, int contextMs) {
    RvcPace pace = choose(WISH, speed);
    assertTrue(pace.fits(), pace::toString);
    assertEquals(WISH.chunk(chunkMs).context(contextMs), pace.settings());
  }

  @Test
  void whatNoSettingsHelpIsSaidAndTheLeastBadIsTaken() {
    RvcPace pace = choose(WISH, 0.3);
    assertFalse(pace.fits());
    assertEquals(WISH.chunk(1000).context(300), pace.settings());
    String warning = pace.warning().orElseThrow();
    assertTrue(warning.contains("too slow"), warning);
    assertTrue(warning.contains("chunk 1000 ms, context 0.3 s"), warning);
    assertTrue(warning.contains("left out"), warning);
    assertTrue(choose(WISH, 0.9).warning().orElseThrow().contains("other work"));
    assertTrue(choose(WISH, 10).warning().isEmpty());
  }

  @Test
  void whatIsKeptStays() {
    assertEquals(
        List.of(WISH, WISH.context(700), WISH.context(500), WISH.context(300)),
        PaceLadder.from(WISH, false, true).rungs());
    assertEquals(
        List.of(100, 160, 250, 350, 500, 700, 1000),
        PaceLadder.from(WISH, true, false).rungs().stream().map(RvcSettings::chunkMs).toList());
    assertEquals(List.of(WISH), PaceLadder.from(WISH, false, false).rungs());
  }

  @Test
  void theWishAloneIsMeasuredWhereItFits() {
    List<RvcSettings> measured = new ArrayList<>();
    PaceLadder.from(WISH, true, true)
        .choose(
            settings -> {
              measured.add(settings);
              return 0.1;
            },
            0.7);
    assertEquals(List.of(WISH), measured);
  }

  @Test
  void itIsReadAsALine() {
    assertEquals(
        "chunk 250 ms, context 1 s: load 0.42",
        new RvcPace(WISH.chunk(250), 0.421, 0.7).toString());
    assertEquals(
        "chunk 100 ms, context 1.25 s: load 0.05",
        new RvcPace(WISH.context(1250), 0.05, 0.7).toString());
  }

  @Property
  void theFirstRungThatFitsIsFoundInFewMeasurements(
      @ForAll @IntRange(min = 2, max = 100) int chunkFrames,
      @ForAll @IntRange(min = 30, max = 300) int contextFrames,
      @ForAll @DoubleRange(min = 0.1, max = 20) double speed) {
    RvcSettings wish = WISH.chunk(10 * chunkFrames).context(10 * contextFrames);
    PaceLadder ladder = PaceLadder.from(wish, true, true);
    int[] measured = {0};
    RvcPace pace =
        ladder.choose(
            settings -> {
              measured[0]++;
              return load(settings, speed);
            },
            0.7);
    RvcSettings expected =
        ladder.rungs().stream()
            .filter(settings -> load(settings, speed) <= 0.7)
            .findFirst()
            .orElse(ladder.rungs().get(ladder.rungs().size() - 1));
    assertEquals(expected, pace.settings());
    assertTrue(measured[0] <= 6, measured[0] + " measurements");
    assertTrue(pace.settings().chunkMs() >= wish.chunkMs());
    assertTrue(pace.settings().contextMs() <= wish.contextMs());
  }
}
