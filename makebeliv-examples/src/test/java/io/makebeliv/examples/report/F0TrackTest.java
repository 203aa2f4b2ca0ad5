package io.makebeliv.examples.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.makebeliv.dsp.PitchTracker;
import org.junit.jupiter.api.Test;

class F0TrackTest {

  @Test
  void estimatesStandWhereTheTrackerMeansThem() {
    // A tracker that tells the sample in the middle of what it looks at, 25 frames back.
    int[] newest = {-1};
    PitchTracker tracker =
        new Scripted(10, 25) {
          @Override
          public float f0() {
            return 100 + newest[0] - delay();
          }

          @Override
          public void track(float[] samples, int offset) {
            newest[0] = offset + hop();
          }
        };
    F0Track track = F0Track.of(new Excerpt(new float[1000], 1000, true), tracker);
    for (int i = 0; i < track.size(); i++) {
      assertEquals(track.seconds(i) * 1000, track.hertz(i) - 100, 1e-3);
    }
    assertTrue(track.seconds(track.size() - 1) >= 0.98, "reaches the end");
  }

  @Test
  void dropsWhatIsTooShortForAVoice() {
    // At 10 ms a hop: 2 voiced hops, then 5, then a jump of an octave for 2, then nothing.
    float[] script = {0, 120, 120, 0, 200, 202, 204, 206, 208, 90, 91, 0, 0};
    int[] at = {-1};
    PitchTracker tracker =
        new Scripted(10, 0) {
          @Override
          public float f0() {
            return script[at[0]];
          }

          @Override
          public void track(float[] samples, int offset) {
            at[0]++;
          }
        };
    F0Track track = F0Track.of(new Excerpt(new float[130], 1000, true), tracker);
    for (int i = 0; i < script.length; i++) {
      assertEquals(i >= 4 && i <= 8 ? script[i] : 0, track.hertz(i), "estimate " + i);
    }
    assertEquals(204, track.percentile(50), 1e-3);
    assertEquals(200, track.percentile(0), 1e-3);
    assertEquals(208, track.percentile(100), 1e-3);
  }

  @Test
  void silenceHasNoPitch() {
    F0Track track = new F0Track(0, 0.01, new float[20]);
    assertFalse(track.voiced());
    assertEquals(0, track.percentile(50));
    assertEquals(0, track.at(-1));
    assertEquals(0, track.at(99));
  }

  private abstract static class Scripted implements PitchTracker {
    private final int hop;
    private final int delay;

    Scripted(int hop, int delay) {
      this.hop = hop;
      this.delay = delay;
    }

    @Override
    public int hop() {
      return hop;
    }

    @Override
    public int delay() {
      return delay;
    }

    @Override
    public float confidence() {
      return 1;
    }

    @Override
    public void reset() {}
  }
}
