package io.makebeliv.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.makebeliv.inference.ModelException;
import io.makebeliv.onnx.rvc.ToyEncoder;
import io.makebeliv.onnx.rvc.ToySynthesizer;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The voice in the box runs for a moment, and a clock of the test's says how long it took. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RvcCalibrationTest {

  private static final RvcSettings WISH = RvcSettings.defaults();

  private final RvcVoice voice = RvcVoice.inTheBox(WISH);

  @AfterAll
  void close() {
    voice.close();
  }

  /** Every step takes so long, whatever is in it. */
  private static final class StepClock implements LongSupplier {

    private final long[] millis;
    private int reads;
    private long now;

    StepClock(long... millis) {
      this.millis = millis;
    }

    @Override
    public long getAsLong() {
      if (reads++ % 2 == 1) {
        now += 1_000_000 * millis[Math.min(reads / 2 - 1, millis.length - 1)];
      }
      return now;
    }

    int steps() {
      return reads / 2;
    }
  }

  @Test
  void aFastMachineGetsWhatIsWishedFor() {
    RvcPace pace = RvcCalibration.of(voice).clock(new StepClock(10)).run();
    assertEquals(WISH, pace.settings());
    assertEquals(0.1, pace.load(), 1e-9);
    assertTrue(pace.fits());
  }

  @Test
  void aSlowMachineGetsLongerChunks() {
    RvcPace pace = RvcCalibration.of(voice).clock(new StepClock(150)).run();
    assertEquals(250, pace.settings().chunkMs());
    assertEquals(0.6, pace.load(), 1e-9);
    RvcPace kept = RvcCalibration.of(voice).keepChunk().clock(new StepClock(150)).run();
    assertEquals(100, kept.settings().chunkMs());
    assertFalse(kept.fits());
    RvcPace modest =
        RvcCalibration.of(voice).keepContext().load(0.5).clock(new StepClock(150)).run();
    assertEquals(WISH.chunk(350), modest.settings());
    assertEquals(0.5, modest.mostLoad());
  }

  @Test
  void whatWarmsUpAndWhatDisturbsIsNotCounted() {
    StepClock clock = new StepClock(90, 90, 10, 10, 60, 10, 10, 10, 70, 10, 10);
    assertEquals(0.1, new StepTimer(clock).load(voice), 1e-9);
    assertEquals(11, clock.steps());
  }

  @Test
  void aVerySlowMachineIsKnownAfterTwoSteps() {
    StepClock clock = new StepClock(3000);
    assertEquals(30, new StepTimer(clock).load(voice), 1e-9);
    assertEquals(2, clock.steps());
    StepClock all = new StepClock(3000);
    RvcPace pace = RvcCalibration.of(voice).clock(all).run();
    assertEquals(1000, pace.settings().chunkMs());
    assertEquals(3, pace.load(), 1e-9);
    assertTrue(all.steps() <= 12, all.steps() + " steps");
  }

  /** The one measurement with a real clock: of what is always fast enough. */
  @Test
  void theBoxIsMeasuredForReal() {
    RvcPace pace = RvcCalibration.of(voice).load(1).run();
    assertTrue(pace.load() > 0 && Double.isFinite(pace.load()), pace::toString);
    assertEquals(voice.description(), voice.calibrated().description());
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, 1.01, Double.NaN})
  void aLoadIsAShare(double share) {
    RvcCalibration calibration = RvcCalibration.of(voice);
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> calibration.load(share));
    assertTrue(String.valueOf(e.getMessage()).contains(String.valueOf(share)), e::getMessage);
  }

  @Test
  void aVoiceThatDoesNotRunSaysSo() {
    ToySynthesizer synthesizer = ToySynthesizer.of("feats p_len pitch pitchf sid");
    try (RvcVoice wrong =
        RvcVoice.load(
            "toy",
            synthesizer.toy().loader(),
            ToyEncoder.of("source").giving("embed", 768).toy().loader(),
            null,
            WISH.speaker(99))) {
      ModelException e = assertThrows(ModelException.class, () -> RvcCalibration.of(wrong).run());
      assertTrue(String.valueOf(e.getMessage()).contains("speaker 99"), e::getMessage);
    }
  }

  /** A graph that was cut for good takes no longer chunks. */
  @Test
  void settingsThatAVoiceDoesNotTakeArePassedOver() {
    ToySynthesizer synthesizer =
        ToySynthesizer.of("phone phone_lengths pitch pitchf sid rnd")
            .noting("rvc_stream_skip_head_frames", "60")
            .noting("rvc_stream_return_length_frames", "30");
    try (RvcVoice cut =
        RvcVoice.load(
            "toy",
            synthesizer.toy().loader(),
            ToyEncoder.of("source").giving("embed", 768).toy().loader(),
            null,
            WISH)) {
      RvcPace pace = RvcCalibration.of(cut).clock(new StepClock(200)).run();
      assertEquals(WISH, pace.settings());
      assertEquals(2, pace.load(), 1e-9);
    }
  }
}
