package io.makebeliv.benchmarks.quality;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class SpecimenTest {

  private final Specimen speaker = Specimen.synthetic(1, 16_000, 2);

  @Test
  void noiseIsAsLoudAsItIsSaid() {
    Specimen noisy = speaker.noisy(10);
    Sound noise = Sounds.sum(noisy.sound(), Sounds.times(speaker.sound(), -1));
    assertEquals(speaker.sound().levelDb() - 10, noise.levelDb(), 0.2);
  }

  @Test
  void aWhisperHasTheLevelAndColourButNotTheVoice() {
    Specimen whisper = speaker.whispered();
    assertEquals(speaker.sound().levelDb(), whisper.sound().levelDb(), 1);
    PitchTrack tracked = new ReferencePitch(speaker.range()).track(whisper.sound());
    assertTrue(tracked.sorted().length < 0.1 * tracked.frames());
    PitchTrack everywhere = PitchTrack.of(2, t -> 0);
    Activity active = Activity.of(speaker.sound());
    double distance =
        LongTermSpectrum.distance(speaker.sound(), whisper.sound(), everywhere, active, 1);
    double fromHiss =
        LongTermSpectrum.distance(speaker.sound(), Sounds.noise(2, 1), everywhere, active, 1);
    assertTrue(distance < fromHiss / 2, distance + " of " + fromHiss);
  }
}
