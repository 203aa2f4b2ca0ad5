package io.makebeliv;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.makebeliv.inference.StepControls;
import io.makebeliv.studio.VirtualDriver;
import io.makebeliv.studio.VirtualTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Conversion inside a driver's callback. */
final class DuplexConversionTest {

  private static final int RATE = 48_000;
  private static final int BLOCK = 128;

  private final VirtualTime time = VirtualTime.perfect();
  private final VirtualDriver driver = new VirtualDriver(RATE, BLOCK);
  private final List<LiveState> states = new ArrayList<>();
  private final float[] speech = SyntheticSpeech.sentence(RATE, RATE, 1);
  private boolean voiceFails;
  private final VoiceConverter converter =
      VoiceConverter.builder().backend(TestVoice.of(64, this::step)).seed(1).build();
  private final LiveConversion live =
      converter
          .through(driver)
          .id("it")
          .scheduler(time)
          .listener(
              new LiveListener() {
                @Override
                public void stateChanged(LiveState state, String why) {
                  states.add(state);
                }
              })
          .start();

  private void step(float[] input, float[] output, StepControls controls) {
    if (voiceFails) {
      throw new IllegalStateException("thrown on purpose");
    }
    TestVoice.mirror(input, output, controls);
  }

  @AfterEach
  void close() {
    live.close();
    converter.close();
  }

  @Test
  void itIsTheSessionInTheCallback() {
    float[] converted = speech.clone();
    driver.callAll(converted);
    float[] pushed = speech.clone();
    try (VoiceSession session = converter.session(RATE).id("it").open()) {
      session.process(pushed, 0, pushed, 0, pushed.length);
      assertEquals(session.latency().totalFrames() + 2 * BLOCK, live.latency().totalFrames());
    }
    assertArrayEquals(pushed, converted);
    assertEquals(speech.length, live.statistics().playedFrames());
  }

  @Test
  void aPauseIsSilentAndStartsAnewAfterwards() {
    driver.callAll(speech.clone());
    live.pause();
    float[] paused = speech.clone();
    driver.callAll(paused);
    for (int i = RATE / 100; i < paused.length; i++) {
      assertEquals(0, paused[i]);
    }
    time.run(0.1);
    assertEquals(LiveState.PAUSED, live.state());
    live.resume();
    float[] after = speech.clone();
    driver.callAll(after);
    float[] pushed = speech.clone();
    try (VoiceSession session = converter.session(RATE).id("it").open()) {
      session.process(pushed, 0, pushed, 0, pushed.length);
    }
    for (int i = RATE / 100; i < after.length; i++) {
      assertEquals(pushed[i], after[i]);
    }
  }

  @Test
  void aDriverThatShutsDownIsOpenedAgain() {
    driver.callAll(speech.clone());
    time.run(0.2);
    driver.shutDown();
    time.run(2);
    assertEquals(LiveState.RECOVERING, live.state());
    driver.repair();
    time.run(5);
    assertTrue(driver.running());
    driver.callAll(speech.clone());
    time.run(0.2);
    assertEquals(LiveState.RUNNING, live.state());
    assertEquals(List.of(LiveState.RUNNING, LiveState.RECOVERING, LiveState.RUNNING), states);
    assertEquals(1, live.statistics().deviceFailures());
  }

  @Test
  void aVoiceThatThrowsIsSilent() {
    driver.callAll(speech.clone());
    voiceFails = true;
    float[] faulty = speech.clone();
    driver.callAll(faulty);
    for (int i = RATE / 50; i < faulty.length; i++) {
      assertEquals(0, faulty[i]);
    }
  }

  @Test
  void closingStopsTheCallsFirst() {
    live.close();
    assertTrue(driver.closed());
    float[] late = speech.clone();
    driver.callAll(late);
    assertArrayEquals(new float[late.length], late);
    assertEquals(LiveState.CLOSED, live.state());
  }
}
