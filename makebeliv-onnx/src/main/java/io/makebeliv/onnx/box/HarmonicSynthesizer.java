package io.makebeliv.onnx.box;

import io.makebeliv.onnx.graph.Convolution;
import io.makebeliv.onnx.graph.Dim;
import io.makebeliv.onnx.graph.ElementType;
import io.makebeliv.onnx.graph.FloatTensor;
import io.makebeliv.onnx.graph.Graph;
import io.makebeliv.onnx.graph.Model;
import io.makebeliv.onnx.graph.Value;

/**
 * Speaks from a spectral envelope, under the contract of RVC's own exporter: {@code phone} [1, T,
 * 768], {@code phone_lengths}, {@code pitch}, {@code pitchf}, {@code ds} and {@code rnd} [1, 192,
 * T] go in, {@code audio} [1, 1, 320 T] at 32 kHz comes out. It is another speaker's, of a shorter
 * throat: the envelope is stretched.
 *
 * <p>Voiced sound is a wave table for each frame, read at the phase of the source: harmonics under
 * the envelope, with the phases of the minimum-phase filter that has it (Oppenheim and Schafer,
 * "Discrete-Time Signal Processing", ch. 13), so that it sounds like a throat and not like a
 * buzzer. Noise is the latent noise itself, taken as coefficients of a lapped transform (Princen,
 * Johnson and Bradley, 1987). So the sound is a function of its inputs, frame by frame, and windows
 * that overlap agree.
 */
final class HarmonicSynthesizer {

  static final int SAMPLES = 320;
  private static final int HALF = SAMPLES / 2;
  private static final int FRAME_RATE = 100;
  private static final int SAMPLE_RATE = SAMPLES * FRAME_RATE;
  private static final int WIDTH = 768;

  /** Factor on all formants. */
  static final double WARP = 1.15;

  private static final int HARMONICS = 192;
  private static final int TABLE = 2048;

  private static final int LATENT = 192;

  /** What the latent noise is drawn with. */
  private static final double NOISE_SCALE = 0.66666;

  /** Over so many bands the sound ends. */
  private static final double EDGE = 8;

  /** Voices are breathy above the first of these, in Hz, and from the second on all alike. */
  private static final double PURE = 3000;

  private static final double BREATHY = 7000;
  private static final double LEAST_BREATH = 0.0005;
  private static final double MOST_BREATH = 0.5;

  private static final Convolution POINT = Convolution.overFlatTime();
  private static final Dim ONE = Dim.of(1);
  private static final Dim FRAMES = Dim.named("T");

  private final Graph graph = new Graph("harmonic synthesizer");
  private final Value phone;
  private final Value lengths;
  private final Value hertz;
  private final Value noise;
  private final Value line = graph.weight("line", line());
  private final Value tonal = graph.weight("tonal", tonal());

  private HarmonicSynthesizer() {
    phone = graph.input("phone", ElementType.FLOAT, ONE, FRAMES, Dim.of(WIDTH));
    lengths = graph.input("phone_lengths", ElementType.INT64, ONE);
    // Part of the contract; this speaker is one, and needs no classes of pitch.
    graph.input("pitch", ElementType.INT64, ONE, FRAMES);
    hertz = graph.input("pitchf", ElementType.FLOAT, ONE, FRAMES);
    graph.input("ds", ElementType.INT64, ONE);
    noise = graph.input("rnd", ElementType.FLOAT, ONE, Dim.of(LATENT), FRAMES);
  }

  static Model model() {
    return new HarmonicSynthesizer().build();
  }

  private Model build() {
    Value features = phone.slice(2, 0, Bands.COUNT).transpose(0, 2, 1).unsqueeze(2);
    Value density = density(features);
    Value audio = voice(smooth(features), density).plus(breath(density));
    graph.output("audio", audio, ONE, ONE, Dim.named("samples"));
    return graph.build();
  }

  /** Rows last two frames; between their centres a straight line is drawn. */
  private Value smooth(Value rows) {
    return rows.conv(POINT.padded(1).grouped(Bands.COUNT), line, null);
  }

  private static FloatTensor line() {
    FloatTensor weights = FloatTensor.allocate(Bands.COUNT, 1, 1, 3);
    for (int band = 0; band < Bands.COUNT; band++) {
      weights.set(3 * band, 0.25f);
      weights.set(3 * band + 1, 0.5f);
      weights.set(3 * band + 2, 0.25f);
    }
    return weights;
  }

  /** Power per Hz of each band and frame, [1, bands, 1, T]; none behind the valid frames. */
  private Value density(Value features) {
    Value power = features.exp().minus(number(1)).atLeast(number(0)).times(number(Bands.FLOOR));
    Value valid = graph.range(phone.size(1).squeeze(0)).lessThan(lengths);
    return smooth(power.times(valid.cast(ElementType.FLOAT).reshape(1, 1, 1, -1)));
  }

  private Value voice(Value features, Value density) {
    Value voiced = flag(hertz);
    Value before = hertz.pad(graph.constants(0, 1, 0, 0)).slice(1, 0, -1);
    Value after = hertz.pad(graph.constants(0, 0, 0, 1)).sliceFrom(1, 1);
    // A frame beside a voiced one lends its envelope to the sound's beginning or end.
    Value f0 = hertz.plus(number(1).minus(voiced).times(before.atLeast(after)));
    Value tables = tables(features, density, f0.unsqueeze(1, 2));

    // [T, 2 halves, samples]
    Value columns = hertz.reshape(-1, 1, 1);
    Value cycles = columns.times(graph.weight("ramp", ramp())).plus(start());
    Value place = cycles.minus(cycles.floor()).times(number(TABLE));
    Value whole = place.floor();
    Value rest = place.minus(whole);
    Value index = whole.cast(ElementType.INT64);

    Value frames = phone.size(1);
    Value own = graph.range(frames.squeeze(0)).reshape(-1, 1, 1);
    Value last = frames.minus(graph.constants(1));
    Value beside =
        graph
            .concat(1, own.minus(graph.constants(1)), own.plus(graph.constants(1)))
            .atLeast(graph.constants(0))
            .atMost(last);
    Value near = graph.weight("near", near());
    Value wave =
        read(tables, own, index, rest)
            .times(near)
            .plus(read(tables, beside, index, rest).times(number(1).minus(near)));

    Value neighbours =
        graph.concat(1, flag(before).reshape(-1, 1, 1), flag(after).reshape(-1, 1, 1));
    Value fade = graph.weight("fade", fade());
    Value gate = fade.plus(number(1).minus(fade).times(neighbours));
    return wave.times(gate).times(voiced.reshape(-1, 1, 1)).reshape(1, 1, -1);
  }

  private Value flag(Value hz) {
    return hz.greaterThan(number(0)).cast(ElementType.FLOAT);
  }

  /** Cycles at the start of each frame, whole ones left out, as RVC's source counts them. */
  private Value start() {
    return hertz
        .cast(ElementType.DOUBLE)
        .times(graph.constant(1.0 / FRAME_RATE))
        .sumBefore(1)
        .remainder(graph.constant(1.0))
        .cast(ElementType.FLOAT)
        .reshape(-1, 1, 1);
  }

  /** A cycle of each frame's wave, and its first value again, all in one row. */
  private Value tables(Value features, Value density, Value f0) {
    Value number = graph.weight("harmonics", numbers());
    Value position = number.times(f0).times(number(1 / (WARP * Bands.SPACING)));
    Value end =
        number(Bands.COUNT - 1)
            .minus(position)
            .times(number(1 / EDGE))
            .atLeast(number(0))
            .atMost(number(1));
    Value low = position.atMost(number(Bands.COUNT - 1.001)).floor();
    Value between = position.minus(low).atMost(number(1));
    Value index = low.cast(ElementType.INT64);
    Value power =
        along(density.times(tonal), index, between).times(f0).times(end).times(number(2 / WARP));
    Value amplitude = power.sqrt();
    Value phases = features.conv(POINT, graph.weight("minimum_phase", minimumPhase()), null);
    Value phase = along(phases, index, between);
    Value waves =
        graph
            .concat(1, amplitude.times(phase.cos()), amplitude.times(phase.sin()))
            .squeeze(2)
            .transpose(0, 2, 1);
    return waves.matMul(graph.weight("waves", waves())).reshape(-1);
  }

  /** Values of an axis of bands between two of them. */
  private Value along(Value bands, Value index, Value between) {
    Value low = bands.gatherAlong(1, index);
    Value high = bands.gatherAlong(1, index.plus(graph.constants(1)));
    return low.plus(between.times(high.minus(low)));
  }

  /** Reads the tables of frames. */
  private Value read(Value tables, Value frame, Value index, Value rest) {
    Value at = frame.times(graph.constants(TABLE + 1)).plus(index);
    Value low = tables.gather(at);
    Value high = tables.gather(at.plus(graph.constants(1)));
    return low.plus(rest.times(high.minus(low)));
  }

  /** All the sound that has no pitch: that of unvoiced frames, and the breath in voiced ones. */
  private Value breath(Value density) {
    Value voiced = flag(hertz).reshape(1, 1, 1, -1);
    Value power =
        density
            .times(number(1).minus(voiced.times(tonal)))
            .conv(POINT, graph.weight("coefficients", coefficients()), null);
    Value basis = graph.weight("basis", basis());
    return noise
        .unsqueeze(2)
        .times(power.sqrt())
        .convTranspose(POINT.strided(SAMPLES).padded(HALF), basis, null)
        .squeeze(2);
  }

  private Value number(double value) {
    return graph.constant((float) value);
  }

  /** The share of each band's power that has a pitch where there is voice. */
  private static FloatTensor tonal() {
    FloatTensor shares = FloatTensor.allocate(1, Bands.COUNT, 1, 1);
    for (int band = 0; band < Bands.COUNT; band++) {
      double way = (band * Bands.SPACING - PURE) / (BREATHY - PURE);
      double rise = Math.max(0, Math.min(1, way));
      double breath = LEAST_BREATH + (MOST_BREATH - LEAST_BREATH) * rise * rise * (3 - 2 * rise);
      shares.set(band, (float) (1 - breath));
    }
    return shares;
  }

  private static FloatTensor numbers() {
    FloatTensor numbers = FloatTensor.allocate(1, HARMONICS, 1, 1);
    for (int k = 0; k < HARMONICS; k++) {
      numbers.set(k, k + 1f);
    }
    return numbers;
  }

  /**
   * From the features of the bands to the phases there: the Hilbert transform of half of them,
   * which is the logarithm of the amplitude.
   */
  private static FloatTensor minimumPhase() {
    int bands = Bands.COUNT;
    int half = bands - 1;
    FloatTensor weights = FloatTensor.allocate(bands, bands, 1, 1);
    for (int to = 0; to < bands; to++) {
      for (int from = 0; from < bands; from++) {
        double sum = 0;
        for (int n = 1; n < half; n++) {
          sum += Math.sin(Math.PI * n * to / half) * Math.cos(Math.PI * n * from / half);
        }
        boolean edge = from == 0 || from == half;
        weights.set(to * bands + from, (float) (-0.5 * sum * (edge ? 1 : 2) / half));
      }
    }
    return weights;
  }

  private static FloatTensor waves() {
    FloatTensor waves = FloatTensor.allocate(2 * HARMONICS, TABLE + 1);
    for (int k = 0; k < HARMONICS; k++) {
      for (int i = 0; i <= TABLE; i++) {
        double angle = 2 * Math.PI * ((k + 1) * i % TABLE) / TABLE;
        waves.set(k * (TABLE + 1) + i, (float) Math.cos(angle));
        waves.set((HARMONICS + k) * (TABLE + 1) + i, (float) -Math.sin(angle));
      }
    }
    return waves;
  }

  /** Seconds from the start of a frame. */
  private static FloatTensor ramp() {
    FloatTensor ramp = FloatTensor.allocate(1, 2, HALF);
    for (int i = 0; i < SAMPLES; i++) {
      ramp.set(i, (float) ((i + 1.0) / SAMPLE_RATE));
    }
    return ramp;
  }

  /** How near a sample is to the centre of its own frame, against that of the next nearest. */
  private static FloatTensor near() {
    FloatTensor near = FloatTensor.allocate(1, 2, HALF);
    for (int i = 0; i < SAMPLES; i++) {
      near.set(i, (float) (1 - Math.abs(i + 0.5 - HALF) / SAMPLES));
    }
    return near;
  }

  /** Rises in a frame's first half and falls in its second. */
  private static FloatTensor fade() {
    FloatTensor fade = FloatTensor.allocate(1, 2, HALF);
    for (int i = 0; i < SAMPLES; i++) {
      double sine = Math.sin(Math.PI * (i + 0.5) / SAMPLES);
      fade.set(i, (float) (sine * sine));
    }
    return fade;
  }

  /** From the density of the bands to the power of the transform's coefficients. */
  private static FloatTensor coefficients() {
    FloatTensor weights = FloatTensor.allocate(LATENT, Bands.COUNT, 1, 1);
    double scale = SAMPLE_RATE / 2.0 / (WARP * NOISE_SCALE * NOISE_SCALE);
    for (int m = 0; m < LATENT; m++) {
      double position = (m + 0.5) * SAMPLE_RATE / 2 / SAMPLES / (WARP * Bands.SPACING);
      double end = Math.max(0, Math.min(1, (Bands.COUNT - 1 - position) / EDGE));
      int low = (int) Math.min(position, Bands.COUNT - 2);
      double between = Math.min(1, position - low);
      weights.set(m * Bands.COUNT + low, (float) (scale * end * (1 - between)));
      weights.set(m * Bands.COUNT + low + 1, (float) (scale * end * between));
    }
    return weights;
  }

  /** The lapped transform under a sine window, each of its blocks centred on a frame. */
  private static FloatTensor basis() {
    FloatTensor basis = FloatTensor.allocate(LATENT, 1, 1, 2 * SAMPLES);
    double norm = Math.sqrt(2.0 / SAMPLES);
    for (int m = 0; m < LATENT; m++) {
      for (int n = 0; n < 2 * SAMPLES; n++) {
        double window = Math.sin(Math.PI * (n + 0.5) / (2 * SAMPLES));
        double angle = Math.PI / SAMPLES * (n + 0.5 + SAMPLES / 2.0) * (m + 0.5);
        basis.set(m * 2 * SAMPLES + n, (float) (norm * window * Math.cos(angle)));
      }
    }
    return basis;
  }
}
