package io.makebeliv;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.management.ThreadMXBean;
import io.makebeliv.fluctuation.Fluctuation;
import io.makebeliv.inference.StepFormat;
import io.makebeliv.mcadams.McAdams;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** Nothing is allocated while audio runs. */
final class AllocationTest {

  private static final int BLOCK = 480;

  private static long allocatedBy(VoiceSession session, int rate) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    float[] speech = SyntheticSpeech.sentence(2 * rate, rate, 1);
    float[] output = new float[BLOCK];
    long self = Thread.currentThread().getId();
    long least = Long.MAX_VALUE;
    // The first rounds load classes; compilation may allocate on this thread in any single round.
    for (int round = 0; round < 10; round++) {
      long before = threads.getThreadAllocatedBytes(self);
      for (int done = 0; done + BLOCK <= speech.length; done += BLOCK) {
        session.process(speech, done, output, 0, BLOCK);
        session.mute(done % 9600 == 0);
      }
      least = Math.min(least, threads.getThreadAllocatedBytes(self) - before);
    }
    return least;
  }

  @Test
  void aSessionThatResamplesAllocatesNothing() {
    StepFormat neural = new StepFormat(16000, 40000, 320, 800, 1001);
    try (VoiceConverter converter =
            VoiceConverter.builder()
                .backend(TestVoice.of(neural, format -> AllocationTest::louder))
                .fluctuation(Fluctuation.singing())
                .build();
        VoiceSession session = converter.openSession(48000)) {
      assertEquals(0, allocatedBy(session, 48000));
    }
  }

  @Test
  void handingStepsOverAllocatesNothing() {
    StepFormat neural = new StepFormat(16000, 40000, 320, 800, 1001);
    try (VoiceConverter converter =
            VoiceConverter.builder()
                .backend(TestVoice.of(neural, format -> AllocationTest::louder))
                .fluctuation(Fluctuation.singing())
                .build();
        VoiceSession session = converter.session(48000).executor(Runnable::run).open()) {
      assertEquals(0, allocatedBy(session, 48000));
    }
  }

  private static void louder(
      float[] input, float[] output, io.makebeliv.inference.StepControls controls) {
    for (int i = 0; i < output.length; i++) {
      output[i] = 3 * input[(i * 7) % input.length];
    }
  }

  @Test
  void theModelFreeVoiceAllocatesNothing() {
    try (VoiceConverter converter =
            VoiceConverter.builder().fluctuation(Fluctuation.singing()).build();
        VoiceSession session = converter.openSession(48000)) {
      assertEquals(0, allocatedBy(session, 48000));
    }
  }

  @Test
  void aVoiceThatKeepsThePitchAllocatesNothingEither() {
    try (VoiceConverter converter =
            VoiceConverter.builder()
                .backend(McAdams.voice())
                .fluctuation(Fluctuation.singing())
                .build();
        VoiceSession session = converter.openSession(48000)) {
      assertEquals(0, allocatedBy(session, 48000));
    }
  }
}
