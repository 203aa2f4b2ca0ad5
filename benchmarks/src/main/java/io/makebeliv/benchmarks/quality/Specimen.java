package io.makebeliv.benchmarks.quality;

import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * What is given to a voice, and the pitch that it has: tracked, or known.
 *
 * @param name of the recording or speaker
 * @param sound what is said
 * @param pitch of what is said
 * @param range where the tracker is to look
 * @param known whether the pitch is known by construction, so that the tracker itself can be judged
 * @param speaker who can say the same at another pitch; null for recordings
 */
record Specimen(
    String name,
    Sound sound,
    PitchTrack pitch,
    ReferencePitch.Range range,
    boolean known,
    @Nullable SyntheticSpeaker speaker) {

  private static final double WHISPER_FRAME_SECONDS = 0.02;

  static Specimen of(String name, Sound sound) {
    ReferencePitch.Range range = ReferencePitch.Range.of(sound);
    return new Specimen(name, sound, new ReferencePitch(range).track(sound), range, false, null);
  }

  static Specimen synthetic(int seed, int rate, double seconds) {
    SyntheticSpeaker speaker = SyntheticSpeaker.random(seed);
    Sound sound = speaker.voiced(rate, seconds);
    return new Specimen(
        speaker.name(),
        sound,
        speaker.truth(seconds),
        ReferencePitch.Range.of(sound),
        true,
        speaker);
  }

  /** Under white noise; the pitch is still that of the clean voice. */
  Specimen noisy(double snrDb) {
    float[] noisy = sound.samples().clone();
    double deviation = Math.pow(10, (sound.levelDb() - snrDb) / 20);
    Random random = new Random(sound.length());
    for (int n = 0; n < noisy.length; n++) {
      noisy[n] += (float) (deviation * random.nextGaussian());
    }
    return new Specimen(name, new Sound(sound.rate(), noisy), pitch, range, known, null);
  }

  /** The same words without a voice: the envelopes of speech, excited by noise. */
  Specimen whispered() {
    Sound spoken = sound.forAnalysis();
    int hop = (int) (WHISPER_FRAME_SECONDS / 2 * spoken.rate());
    double[] window = new double[2 * hop];
    for (int n = 0; n < window.length; n++) {
      window[n] = Math.sin(Math.PI * (n + 0.5) / window.length);
    }
    float[] whisper = new float[spoken.length()];
    Random random = new Random(sound.length());
    for (int at = -hop; at < whisper.length; at += hop) {
      LinearPrediction.of(spoken.samples(), at, window.length)
          .addWhisper(random, window, whisper, at);
    }
    Sound changed = new Sound(spoken.rate(), whisper).at(sound.rate());
    double gain = Math.pow(10, (sound.levelDb() - changed.levelDb()) / 20);
    for (int n = 0; n < changed.length(); n++) {
      changed.samples()[n] *= (float) gain;
    }
    PitchTrack none = PitchTrack.of(sound.seconds(), t -> 0);
    return new Specimen(name, changed, none, range, true, null);
  }
}
