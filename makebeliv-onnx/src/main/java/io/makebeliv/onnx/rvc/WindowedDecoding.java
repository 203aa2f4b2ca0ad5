package io.makebeliv.onnx.rvc;

import io.makebeliv.onnx.RvcSettings;
import io.makebeliv.onnx.f0.CoarsePitch;
import org.jspecify.annotations.Nullable;

/**
 * Decodes a window anew for each chunk, with some frames around it, and joins the chunks. The
 * latent noise and the phase of the source belong to the stream's time and not to the window, so
 * that overlapping windows agree; chunks are therefore joined where they belong, without a search.
 */
final class WindowedDecoding implements Decoding {

  private static final int FRAME = ContentEncoder.SAMPLE_RATE / Synthesizer.FRAME_RATE;

  private final Plan plan;
  private final Stretch stretch;
  private final boolean pitched;
  private final double rmsMix;
  private final SynthesizerCall synthesizer;
  private final SourcePhase phase = new SourcePhase();
  private final LatentNoise noise;
  private final LatentNoise sourceNoise;
  private final LevelMix level;
  private final Join join;
  private final @Nullable Playback playback;
  private final float[] spoken;
  private final float[] decoded;
  private final int samples;

  WindowedDecoding(Synthesizer voice, Plan plan, Stretch stretch, RvcSettings settings, long seed) {
    this.plan = plan;
    this.stretch = stretch;
    pitched = voice.pitched();
    rmsMix = settings.rmsMix();
    samples = voice.samplesPerFrame();
    synthesizer = voice.open(plan.synthesised(), plan.spoken(), settings.speaker());
    noise =
        new LatentNoise(seed, Math.max(1, synthesizer.noiseChannels()), (float) settings.noise());
    sourceNoise = new LatentNoise(seed ^ RvcSession.SOURCE, 1, 1);
    level = LevelMix.streaming(FRAME, samples, plan.decoded(), Plan.SPOILT_END);
    join = new Join(plan.chunk() * samples, plan.fade() * samples);
    decoded = new float[plan.decoded() * samples];
    playback = plan.ratio() == 1 ? null : new Playback(plan.ratio());
    spoken = playback == null ? decoded : new float[plan.spoken() * samples];
  }

  @Override
  public void speak(float[] features, float[] hertz, float[] signal, long end, float[] output) {
    synthesizer.features(features);
    if (pitched) {
      drive(hertz);
    }
    synthesizer.noise(noise, stretch.first());
    synthesizer.sourceNoise(sourceNoise, stretch.first());
    synthesizer.run();
    synthesizer.audio(spoken);
    if (playback != null) {
      playback.read(spoken, stretch.beginning() * samples, decoded);
    }
    int own = plan.decoded() * FRAME;
    level.apply(signal, signal.length - own, own, decoded, 0, decoded.length, rmsMix);
    join.put(decoded, plan.lead() * output.length / plan.chunk(), output);
  }

  private void drive(float[] hertz) {
    for (int k = 0; k < hertz.length; k++) {
      synthesizer.coarse(k, CoarsePitch.of(hertz[k]));
    }
    int chunk = stretch.chunk();
    if (synthesizer.takesPhase()) {
      synthesizer.phase(phase.beginning(hertz, synthesizer.origin(), chunk));
    } else {
      phase.align(hertz, synthesizer.origin(), Plan.TURNING, chunk);
    }
    phase.advance(hertz, chunk, stretch.next());
    for (int k = 0; k < hertz.length; k++) {
      synthesizer.hertz(k, hertz[k]);
    }
  }

  @Override
  public void rest() {
    // The source stands where it last stood: it does not move without a voice.
    join.reset();
  }

  @Override
  public void reset() {
    join.reset();
    phase.reset();
  }

  @Override
  public void close() {
    synthesizer.close();
  }
}
