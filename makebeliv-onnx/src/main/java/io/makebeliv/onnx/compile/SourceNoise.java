package io.makebeliv.onnx.compile;

/** Where the noise comes from that a synthesizer adds to the sine it is driven by. */
public enum SourceNoise {
  /** There is none. Voices trained with it lose their breath; for comparisons. */
  SILENT,
  /** Drawn inside the graph, other in every run: what RVC's own exporter writes. */
  DRAWN,
  /** An input {@code noise} [1, frames, samples per frame] of mean 0 and deviation 1. */
  INPUT
}
