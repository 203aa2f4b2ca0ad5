package io.makebeliv.onnx.rvc;

import io.makebeliv.onnx.RvcSettings;
import io.makebeliv.onnx.f0.CoarsePitch;

/**
 * Goes on where it stopped: flow and decoder carry what they need of the past from chunk to chunk,
 * and chunks follow each other as the samples of one recording do. What the stream looks ahead to
 * is only tried out: the states stand where the chunk ends, and the next chunk decodes it again.
 */
final class CarriedDecoding implements Decoding {

  private static final int FRAME = ContentEncoder.SAMPLE_RATE / Synthesizer.FRAME_RATE;

  private final Plan plan;
  private final boolean pitched;
  private final CarriedCall synthesizer;
  private final LatentNoise noise;
  private final LatentNoise sourceNoise;
  private final RunningLevelMix level;
  private final int samples;
  private boolean fresh = true;

  CarriedDecoding(Synthesizer voice, Plan plan, RvcSettings settings, long seed) {
    this.plan = plan;
    pitched = voice.pitched();
    samples = voice.samplesPerFrame();
    synthesizer =
        voice.carry(
            new Carriage(plan.synthesised(), plan.chunk(), plan.ahead(), voice.reach()),
            settings.speaker());
    noise = new LatentNoise(seed, synthesizer.noiseChannels(), (float) settings.noise());
    sourceNoise = new LatentNoise(seed ^ RvcSession.SOURCE, 1, 1);
    level = new RunningLevelMix(FRAME, samples, plan.chunk(), settings.rmsMix());
  }

  @Override
  public void speak(float[] features, float[] hertz, float[] signal, long end, float[] output) {
    synthesizer.features(features);
    if (pitched) {
      for (int k = 0; k < hertz.length; k++) {
        synthesizer.coarse(k, CoarsePitch.of(hertz[k]));
      }
    }
    int untaken = plan.chunk() + plan.tail() - plan.ahead();
    synthesizer.drive(plan.synthesised() - untaken, hertz);
    synthesizer.noise(noise, sourceNoise, end - untaken, untaken);
    synthesizer.run();
    synthesizer.audio(output);
    if (!isFinite(output)) {
      // Silence is put out in its stead; what is carried would spoil all that comes.
      reset();
      return;
    }
    level.apply(signal, signal.length - (plan.chunk() + plan.tail()) * FRAME, output);
    if (fresh) {
      fresh = false;
      fadeIn(output);
    }
  }

  private static boolean isFinite(float[] output) {
    for (float sample : output) {
      if (!Float.isFinite(sample)) {
        return false;
      }
    }
    return true;
  }

  private void fadeIn(float[] output) {
    for (int i = 0; i < samples; i++) {
      output[i] *= (float) i / samples;
    }
  }

  @Override
  public void rest() {
    // It has been decoding silence for longer than it looks back: more of it changes nothing.
  }

  @Override
  public void reset() {
    synthesizer.reset();
    level.reset();
    fresh = true;
  }

  @Override
  public void close() {
    synthesizer.close();
  }
}
