package io.makebeliv.benchmarks.quality;

/**
 * How far the envelopes of voiced frames are from those they should be.
 *
 * @param logSpectral mean distance of mel bands, gain removed, dB
 * @param melCepstral mean distortion of mel-cepstra, dB; NaN if formants are to move
 */
record EnvelopeFigures(double logSpectral, double melCepstral) {

  /** Envelopes change slowly: every second frame of the tracks will do. */
  private static final int STRIDE = 2;

  /**
   * Compares frames that are voiced in both.
   *
   * @param formant factor on the frequencies of formants that was asked for
   */
  static EnvelopeFigures of(
      Sound source,
      PitchTrack sourcePitch,
      Sound output,
      PitchTrack outputPitch,
      double formant,
      Activity active) {
    SpectralEnvelope envelope = new SpectralEnvelope();
    Sound a = source.forAnalysis();
    Sound b = output.forAnalysis();
    int frames = Math.min(sourcePitch.frames(), outputPitch.frames());
    double spectral = 0;
    double cepstral = 0;
    int count = 0;
    for (int i = 0; i < frames; i += STRIDE) {
      if (!active.at(i) || !sourcePitch.voiced(i) || !outputPitch.voiced(i)) {
        continue;
      }
      double seconds = PitchTrack.secondsAt(i);
      double[] before = envelope.decibels(a, seconds, sourcePitch.hertz(i));
      double[] after = envelope.decibels(b, seconds, outputPitch.hertz(i));
      spectral += MelBands.distance(MelBands.of(before, formant), MelBands.of(after, 1));
      cepstral += MelCepstrum.distortion(MelCepstrum.of(before), MelCepstrum.of(after));
      count++;
    }
    return count == 0
        ? new EnvelopeFigures(Double.NaN, Double.NaN)
        : new EnvelopeFigures(spectral / count, formant == 1 ? cepstral / count : Double.NaN);
  }
}
