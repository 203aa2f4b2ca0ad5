package io.makebeliv.benchmarks.quality;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReferencePitchTest {

  private static PitchTrack track(Sound sound) {
    return new ReferencePitch(ReferencePitch.Range.of(sound)).track(sound);
  }

  @ParameterizedTest
  @ValueSource(doubles = {65, 98.7, 143.21, 237.9, 381.3, 512.6})
  void findsASteadyFundamentalToATenthOfACent(double hertz) {
    Sound sound = Sounds.pulses(hertz, 0.6);
    PitchTrack track = track(sound);
    for (int i = 20; i < track.frames() - 20; i++) {
      assertEquals(0, PitchFigures.cents(track.hertz(i), hertz), 0.1);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5})
  void knowsWhatSyntheticSpeakersSay(int seed) {
    SyntheticSpeaker speaker = SyntheticSpeaker.random(seed);
    Sound sound = speaker.voiced(48_000, 2);
    PitchFigures own = PitchFigures.of(speaker.truth(2), track(sound), 1, Activity.of(sound));
    assertTrue(own.medianCents() < 3, own + "");
    assertTrue(own.p95Cents() < 10, own + "");
    assertEquals(0, own.gross());
    assertTrue(own.changed() < 0.01, own + "");
  }

  @Test
  void hearsNoVoiceInNoiseAndSilence() {
    PitchTrack noise = track(Sounds.noise(1, 3));
    assertTrue(noise.sorted().length < 0.02 * noise.frames());
    assertEquals(0, track(new Sound(Sounds.RATE, new float[8000])).sorted().length);
    assertEquals(0, track(new Sound(Sounds.RATE, new float[0])).frames());
  }

  @Test
  void isNotDrawnToOctavesByAMissingFundamental() {
    Sound whole = Sounds.pulses(150, 1);
    float[] without = whole.samples().clone();
    int count = (int) (0.45 * Sounds.RATE / 150);
    for (int n = 0; n < without.length; n++) {
      without[n] -= (float) (0.3 / count * Math.cos(2 * Math.PI * 150 * n / Sounds.RATE));
    }
    PitchTrack track = track(new Sound(Sounds.RATE, without));
    for (int i = 20; i < track.frames() - 20; i++) {
      assertEquals(150, track.hertz(i), 0.05);
    }
  }
}
