package io.makebeliv.onnx.box;

import io.makebeliv.onnx.graph.Convolution;
import io.makebeliv.onnx.graph.Dim;
import io.makebeliv.onnx.graph.ElementType;
import io.makebeliv.onnx.graph.FloatTensor;
import io.makebeliv.onnx.graph.Graph;
import io.makebeliv.onnx.graph.Model;
import io.makebeliv.onnx.graph.Value;

/**
 * Hears the spectral envelope, under the contract of HuBERT: {@code source} [1, N] at 16 kHz goes
 * in, {@code unit12} [1, rows, 768] comes out, a row every 20 ms. Row {@code i} is centred on
 * sample {@code 320 i + 160}.
 *
 * <p>One short spectrum would rise and fall with the place of the glottal pulses in it. A row is
 * therefore the mean of three spectra, 5 ms apart, which is even from 70 Hz on.
 */
final class SpectralEncoder {

  private static final int SAMPLE_RATE = 16_000;
  private static final int WIDTH = 768;

  /** Samples of a spectrum, so that its bins are 50 Hz apart. */
  private static final int WINDOW = 320;

  private static final int BINS = WINDOW / 2 + 1;
  private static final int HOP = 80;
  private static final int HOPS_PER_ROW = 4;

  /** Undoes about half of what the bands' width takes off a formant, and lets a high voice be. */
  private static final double SHARPENING = 0.2;

  private static final int FLANK = 2;

  private static final double[] MEAN = {0.25, 0.5, 0.25};

  private SpectralEncoder() {}

  static Model model() {
    Graph graph = new Graph("spectral encoder");
    Value source = graph.input("source", ElementType.FLOAT, Dim.of(1), Dim.named("N"));
    Value[] spectrum =
        source
            .unsqueeze(1, 2)
            .conv(
                Convolution.overFlatTime().strided(HOP).padded(HOP, 0),
                graph.weight("spectrum", spectrum()),
                null)
            .split(1, BINS, BINS);
    Value power = spectrum[0].times(spectrum[0]).plus(spectrum[1].times(spectrum[1]));
    Value density =
        power.conv(
            Convolution.overFlatTime().strided(HOPS_PER_ROW), graph.weight("bands", bands()), null);
    Value features =
        density
            .times(graph.constant((float) (1 / Bands.FLOOR)))
            .plus(graph.constant(1f))
            .log()
            .conv(Convolution.overFlatTime(), graph.weight("sharpening", sharpening()), null)
            .squeeze(2)
            .transpose(0, 2, 1)
            .pad(graph.constants(0, 0, 0, 0, 0, WIDTH - Bands.COUNT));
    graph.output("unit12", features, Dim.of(1), Dim.named("rows"), Dim.of(WIDTH));
    return graph.build();
  }

  /** Cosines, then sines, under a Hann window; scaled to power per Hz. */
  private static FloatTensor spectrum() {
    FloatTensor kernels = FloatTensor.allocate(2 * BINS, 1, 1, WINDOW);
    double square = 0;
    for (int n = 0; n < WINDOW; n++) {
      square += hann(n) * hann(n);
    }
    for (int bin = 0; bin < BINS; bin++) {
      boolean single = bin == 0 || bin == BINS - 1;
      double scale = Math.sqrt((single ? 1 : 2) / (SAMPLE_RATE * square));
      for (int n = 0; n < WINDOW; n++) {
        double angle = 2 * Math.PI * bin * n / WINDOW;
        kernels.set(bin * WINDOW + n, (float) (scale * hann(n) * Math.cos(angle)));
        kernels.set((BINS + bin) * WINDOW + n, (float) (scale * hann(n) * Math.sin(angle)));
      }
    }
    return kernels;
  }

  private static double hann(int n) {
    return 0.5 - 0.5 * Math.cos(2 * Math.PI * (n + 0.5) / WINDOW);
  }

  /** Means over the bins of a band and the spectra of a row. */
  private static FloatTensor bands() {
    FloatTensor weights = FloatTensor.allocate(Bands.COUNT, BINS, 1, MEAN.length);
    for (int band = 0; band < Bands.COUNT; band++) {
      double sum = 0;
      for (int bin = 0; bin < BINS; bin++) {
        sum += Bands.share(band, hz(bin));
      }
      for (int bin = 0; bin < BINS; bin++) {
        for (int i = 0; i < MEAN.length; i++) {
          weights.set(
              (band * BINS + bin) * MEAN.length + i,
              (float) (MEAN[i] * Bands.share(band, hz(bin)) / sum));
        }
      }
    }
    return weights;
  }

  /** Raises a band over those at its flanks by some of what their overlap has taken. */
  private static FloatTensor sharpening() {
    FloatTensor weights = FloatTensor.allocate(Bands.COUNT, Bands.COUNT, 1, 1);
    for (int band = 0; band < Bands.COUNT; band++) {
      double own = 1;
      for (int other = band - FLANK; other <= band + FLANK; other += 2 * FLANK) {
        if (other >= 0 && other < Bands.COUNT) {
          weights.set(band * Bands.COUNT + other, (float) -SHARPENING);
          own += SHARPENING;
        }
      }
      weights.set(band * Bands.COUNT + band, (float) own);
    }
    return weights;
  }

  private static double hz(int bin) {
    return (double) bin * SAMPLE_RATE / WINDOW;
  }
}
