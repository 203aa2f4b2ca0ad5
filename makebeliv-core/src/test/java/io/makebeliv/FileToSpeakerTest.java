package io.makebeliv;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.makebeliv.inference.StepFormat;
import io.makebeliv.studio.VirtualSpeaker;
import io.makebeliv.studio.VirtualTime;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A source without a clock, played by a device that has one: the speaker sets the pace. */
final class FileToSpeakerTest {

  private static final int RATE = 8000;
  private static final int SECONDS = 20;
  private static final StepFormat FORMAT = new StepFormat(RATE, RATE, 20, 20, 64);

  private final float[] file = file();
  private final float[] heard = new float[3 * SECONDS * RATE];
  private int heardFrames;
  private double lastHeard;

  /** Samples that are never silent and never alike. */
  private static float[] file() {
    SplittableRandom random = new SplittableRandom(5);
    float[] file = new float[SECONDS * RATE];
    for (int i = 0; i < file.length; i++) {
      file[i] = 0.1f + 0.2f * (float) random.nextDouble();
    }
    return file;
  }

  private void hear(float sample, double seconds) {
    heard[heardFrames++] = sample;
    lastHeard = seconds;
  }

  @ParameterizedTest
  @CsvSource({"0, 160, 0", "0.001, 80, 300", "0.002, 800, -300"})
  void everySampleIsHeardInItsOrderAndInTime(double late, int buffer, double ppm) {
    VirtualTime time = new VirtualTime(late * 1e9, 4 * late * 1e9, 7);
    VirtualSpeaker speaker = new VirtualSpeaker(time, RATE, ppm, buffer, this::hear);
    double start = time.seconds();
    try (VoiceConverter converter =
            VoiceConverter.builder().backend(TestVoice.measuring(FORMAT)).measuring().build();
        LiveConversion live =
            converter.from(new ArraySource(file, RATE)).to(speaker).scheduler(time).start()) {
      time.run(SECONDS + 2);
      assertEquals(LiveState.ENDED, live.state());
      assertTrue(speaker.ended());
      assertEquals(0, live.statistics().skippedFrames());
      assertEquals(0, live.statistics().droppedFrames());
    }
    assertAllHeard();
    assertEquals(SECONDS, lastHeard - start, 0.5, "no faster than the speaker plays");
  }

  @Test
  void aSpeakerThatIsLostIsWaitedFor() {
    VirtualTime time = VirtualTime.perfect();
    VirtualSpeaker speaker = new VirtualSpeaker(time, RATE, 0, 160, this::hear);
    try (VoiceConverter converter =
            VoiceConverter.builder().backend(TestVoice.measuring(FORMAT)).measuring().build();
        LiveConversion live =
            converter.from(new ArraySource(file, RATE)).to(speaker).scheduler(time).start()) {
      time.run(5);
      long before = live.statistics().capturedFrames();
      speaker.breakDown();
      time.run(10);
      assertEquals(LiveState.RECOVERING, live.state());
      assertEquals((double) before, (double) live.statistics().capturedFrames(), 0.1 * RATE);
      speaker.repair();
      time.run(SECONDS + 7);
      assertEquals(LiveState.ENDED, live.state());
    }
    assertEquals(file.length, heardFrames, 0.2 * RATE);
  }

  /** A device may hold more than any ring of ours. */
  @Test
  void aSpeakerWithALargeBufferGetsTheWholeFile() {
    VirtualTime time = VirtualTime.perfect();
    VirtualSpeaker speaker = new VirtualSpeaker(time, RATE, 0, 3 * RATE / 2, this::hear);
    try (VoiceConverter converter =
            VoiceConverter.builder().backend(TestVoice.measuring(FORMAT)).measuring().build();
        LiveConversion live =
            converter.from(new ArraySource(file, RATE)).to(speaker).scheduler(time).start()) {
      time.run(SECONDS + 5);
      assertEquals(LiveState.ENDED, live.state());
      assertEquals(0, speaker.cutOff(), "all was played before it was closed");
    }
    assertAllHeard();
  }

  @Test
  void aSpeakerThatFailsOnTheLastWriteIsNotWaitedForForEver() {
    VirtualTime time = VirtualTime.perfect();
    boolean[] failed = {false};
    VirtualSpeaker[] itself = new VirtualSpeaker[1];
    VirtualSpeaker speaker =
        new VirtualSpeaker(
            time,
            RATE,
            0,
            160,
            (sample, seconds) -> {
              hear(sample, seconds);
              if (!failed[0] && heardFrames > file.length) {
                failed[0] = true;
                itself[0].breakDown();
              }
            });
    itself[0] = speaker;
    try (VoiceConverter converter =
            VoiceConverter.builder().backend(TestVoice.measuring(FORMAT)).measuring().build();
        LiveConversion live =
            converter.from(new ArraySource(file, RATE)).to(speaker).scheduler(time).start()) {
      time.run(SECONDS + 2);
      assertEquals(LiveState.RECOVERING, live.state());
      speaker.repair();
      time.run(6);
      assertEquals(LiveState.ENDED, live.state());
    }
  }

  private void assertAllHeard() {
    int first = 0;
    while (heard[first] == 0) {
      first++;
    }
    // Once the fade from silence is over, everything is as it is in the file.
    int fade = RATE / 50;
    int offset = first;
    while (heard[first + fade] != file[first + fade - offset]) {
      offset--;
      assertTrue(offset > first - fade, "the beginning was skipped");
    }
    float[] expected = Arrays.copyOfRange(file, first + fade - offset, file.length);
    assertArrayEquals(
        expected, Arrays.copyOfRange(heard, first + fade, first + fade + expected.length));
  }
}
