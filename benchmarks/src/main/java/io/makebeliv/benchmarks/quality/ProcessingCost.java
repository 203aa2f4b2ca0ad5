package io.makebeliv.benchmarks.quality;

import io.makebeliv.VoiceConverter;
import io.makebeliv.VoiceSession;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/** Time of one core over time of audio, in blocks of 10 ms, the best of several runs. */
final class ProcessingCost {

  private static final int RUNS = 6;

  private ProcessingCost() {}

  static double of(VoiceConverter converter, Sound sound) {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    int block = sound.rate() / 100;
    float[] output = new float[block];
    double best = Double.POSITIVE_INFINITY;
    for (int run = 0; run < RUNS; run++) {
      try (VoiceSession session = converter.openSession(sound.rate())) {
        long start = threads.getCurrentThreadCpuTime();
        for (int at = 0; at + block <= sound.length(); at += block) {
          session.process(sound.samples(), at, output, 0, block);
        }
        best = Math.min(best, (threads.getCurrentThreadCpuTime() - start) * 1e-9);
      }
    }
    return best / sound.seconds();
  }
}
