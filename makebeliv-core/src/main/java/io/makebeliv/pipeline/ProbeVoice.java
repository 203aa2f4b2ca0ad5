package io.makebeliv.pipeline;

/**
 * A voice-like test signal: a gliding pulse train through two resonances, syllables and breaths. A
 * new stream converts it before anybody's voice, to warm up and to show that it does not hand it
 * back.
 */
final class ProbeVoice {

  private final int sampleRate;
  private final Resonance first;
  private final Resonance second;
  private double cycle;
  private long index;
  private long noise = 0x9E3779B97F4A7C15L;

  ProbeVoice(int sampleRate) {
    this.sampleRate = sampleRate;
    first = new Resonance(600, 80, sampleRate);
    second = new Resonance(1400, 120, sampleRate);
  }

  void fill(float[] step) {
    for (int i = 0; i < step.length; i++) {
      double seconds = (double) index++ / sampleRate;
      cycle += (130 + 30 * Math.sin(2 * Math.PI * 1.7 * seconds)) / sampleRate;
      double pulse = 0;
      if (cycle >= 1) {
        cycle -= 1;
        pulse = 1;
      }
      noise = noise * 6364136223846793005L + 1442695040888963407L;
      double breath = (noise >> 40) * 0x1p-23;
      double syllable = 0.55 + 0.45 * Math.sin(2 * Math.PI * 4 * seconds);
      double voice = first.filter(pulse + 0.01 * breath) + 0.7 * second.filter(pulse);
      step[i] = (float) Math.max(-0.9, Math.min(0.9, 1.2 * syllable * voice));
    }
  }

  private static final class Resonance {

    private final double gain;
    private final double a1;
    private final double a2;
    private double y1;
    private double y2;

    Resonance(double hertz, double bandwidth, int sampleRate) {
      double radius = Math.exp(-Math.PI * bandwidth / sampleRate);
      a1 = 2 * radius * Math.cos(2 * Math.PI * hertz / sampleRate);
      a2 = -radius * radius;
      gain = 0.2;
    }

    double filter(double x) {
      double y = gain * x + a1 * y1 + a2 * y2;
      y2 = y1;
      y1 = y;
      return y;
    }
  }
}
