package io.makebeliv.onnx.f0;

/** The two mel scales in use. */
enum MelScale {

  /** O'Shaughnessy 1987, as in HTK: logarithmic from 700 Hz on. */
  HTK {
    @Override
    double mel(double hz) {
      return 2595 * StrictMath.log10(1 + hz / 700);
    }

    @Override
    double hz(double mel) {
      return 700 * (StrictMath.pow(10, mel / 2595) - 1);
    }
  },

  /** Slaney's Auditory Toolbox, 1998: linear up to 1 kHz, then 27 steps per factor of 6.4. */
  SLANEY {
    @Override
    double mel(double hz) {
      return hz < KNEE_HZ ? hz / HZ_PER_MEL : KNEE_MEL + StrictMath.log(hz / KNEE_HZ) / STEP;
    }

    @Override
    double hz(double mel) {
      return mel < KNEE_MEL ? mel * HZ_PER_MEL : KNEE_HZ * StrictMath.exp(STEP * (mel - KNEE_MEL));
    }
  };

  private static final double KNEE_HZ = 1000;
  private static final double HZ_PER_MEL = 200.0 / 3;
  private static final double KNEE_MEL = KNEE_HZ / HZ_PER_MEL;
  private static final double STEP = StrictMath.log(6.4) / 27;

  abstract double mel(double hz);

  abstract double hz(double mel);
}
