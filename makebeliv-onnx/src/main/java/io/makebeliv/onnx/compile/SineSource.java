package io.makebeliv.onnx.compile;

import io.makebeliv.onnx.graph.ElementType;
import io.makebeliv.onnx.graph.FloatTensor;
import io.makebeliv.onnx.graph.Graph;
import io.makebeliv.onnx.graph.Value;
import org.jspecify.annotations.Nullable;

/**
 * The sine that drives the decoder (Wang et al., "Neural source-filter waveform models", 2019): one
 * harmonic, quiet noise beside it where there is voice, louder noise alone where there is none.
 * Phase runs through the frames in double precision and is kept below one cycle, so that it stays
 * exact however long the window is.
 */
final class SineSource {

  private static final float AMPLITUDE = 0.1f;
  private static final float VOICED_NOISE = 0.003f;
  private static final float UNVOICED_NOISE = AMPLITUDE / 3;

  private final SynthesizerConfig config;
  private final Layers layers;
  private final Graph graph;

  SineSource(SynthesizerConfig config, Layers layers) {
    this.config = config;
    this.layers = layers;
    this.graph = layers.graph();
  }

  /**
   * What drives the decoder.
   *
   * @param wave [1, 1, 1, samples]
   * @param phases [1, frames], in cycles, after each frame
   */
  record Driven(Value wave, Value phases) {

    /** The phase, [1], after so many frames, [1]. */
    Value phaseBefore(Value frame) {
      Value one = frame.graph().constants(1);
      return phases.slice(1, frame.minus(one), frame).squeeze(0).cast(ElementType.FLOAT);
    }
  }

  /**
   * Makes the source of some frames.
   *
   * @param f0 [1, frames] in Hz, 0 where there is no voice
   * @param phase [1], in cycles, before the first sample; null to begin at 0
   * @param noise [1, frames, samples per frame]; null for what {@code origin} says
   */
  Driven drive(Value f0, @Nullable Value phase, @Nullable Value noise, SourceNoise origin) {
    int samples = config.samplesPerFrame();
    Value perFrame =
        f0.cast(ElementType.DOUBLE).times(graph.constant(1.0 / SynthesizerConfig.FRAME_RATE));
    Value before = perFrame.sumBefore(1);
    if (phase != null) {
      before = before.plus(phase.cast(ElementType.DOUBLE));
    }
    Value one = graph.constant(1.0);
    Value after = before.plus(perFrame).remainder(one);
    Value start = before.remainder(one).cast(ElementType.FLOAT).unsqueeze(2);

    FloatTensor ramp = FloatTensor.allocate(samples);
    for (int i = 0; i < samples; i++) {
      ramp.set(i, (float) ((i + 1.0) / config.sampleRate()));
    }
    Value columns = f0.unsqueeze(2);
    Value cycles = columns.times(graph.weight("source_ramp", ramp)).plus(start);
    Value voiced = columns.greaterThan(graph.constant(0f)).cast(ElementType.FLOAT);
    Value sine = cycles.times(graph.constant((float) (2 * Math.PI))).sin();
    Value wave = sine.times(voiced.times(graph.constant(AMPLITUDE)));
    if (origin != SourceNoise.SILENT) {
      Value drawn = noise == null ? sine.normalNoise() : noise.reshape(1, -1, samples);
      Value level =
          voiced
              .times(graph.constant(VOICED_NOISE - UNVOICED_NOISE))
              .plus(graph.constant(UNVOICED_NOISE));
      wave = wave.plus(drawn.times(level));
    }
    Value mixed =
        wave.times(layers.weight("dec.m_source.l_linear.weight", 1, 1))
            .plus(layers.weight("dec.m_source.l_linear.bias", 1));
    return new Driven(mixed.tanh().reshape(1, 1, 1, -1), after);
  }
}
