package io.makebeliv.onnx.rvc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HighPassTest {

  private static final double[] B = {
    0.9699606451838447, -4.849803225919223, 9.699606451838447,
    -9.699606451838447, 4.849803225919223, -0.9699606451838447
  };
  private static final double[] A = {
    1,
    -4.939001819168364,
    9.757863526739543,
    -9.639544849413458,
    4.761506797356209,
    -0.9408236532054606
  };

  private static float[] sawtooth() {
    float[] x = new float[300];
    for (int k = 0; k < 300; k++) {
      x[k] = (float) (((k * k * 7) % 31) / 31.0 - 0.3);
    }
    return x;
  }

  /** Values that SciPy's filtfilt gives for the same signal, both ends included. */
  @Test
  void agreesWithTheFilterThatVoicesWereTrainedWith() {
    float[] x = sawtooth();
    HighPass.apply(x, 0, 300);
    int[] at = {0, 1, 2, 17, 18, 19, 100, 150, 281, 298, 299};
    double[] expected = {
      -0.14295039362183948, 0.07982374595281483, 0.7542318454573627, 0.06679748840531818,
      -0.03257911716997451, 0.31968673518403073, -0.23326837097401487, 0.3267556114533896,
      0.43555590975475805, 0.27517940647499656, 0.10058292803127816
    };
    for (int i = 0; i < at.length; i++) {
      assertEquals(expected[i], x[at[i]], 2e-6, "sample " + at[i]);
    }
  }

  /** The difference equation as it stands, with the past of a constant before it. */
  private static double[] once(double[] x) {
    double[] y = new double[x.length];
    for (int n = 0; n < x.length; n++) {
      double sum = 0;
      for (int k = 0; k <= 5; k++) {
        sum += B[k] * (n - k >= 0 ? x[n - k] : x[0]);
        sum -= k > 0 && n - k >= 0 ? A[k] * y[n - k] : 0;
      }
      y[n] = sum;
    }
    return y;
  }

  private static double[] reversed(double[] x) {
    double[] y = new double[x.length];
    for (int n = 0; n < x.length; n++) {
      y[n] = x[x.length - 1 - n];
    }
    return y;
  }

  @ParameterizedTest
  @ValueSource(ints = {19, 20, 100, 5000})
  void runsForwardsAndBackwardsOverAReflectedSignal(int length) {
    Random random = new Random(length);
    float[] x = new float[length];
    for (int i = 0; i < length; i++) {
      x[i] = (float) (0.5 + 0.2 * Math.sin(0.01 * i) + 0.1 * random.nextGaussian());
    }
    double[] extended = new double[length + 36];
    for (int i = 0; i < extended.length; i++) {
      int at = i - 18;
      extended[i] =
          at < 0
              ? 2.0 * x[0] - x[-at]
              : at < length ? x[at] : 2.0 * x[length - 1] - x[2 * (length - 1) - at];
    }
    double[] expected = reversed(once(reversed(once(extended))));
    HighPass.apply(x, 0, length);
    for (int i = 0; i < length; i++) {
      assertEquals(expected[18 + i], x[i], 1e-6, "sample " + i);
    }
  }

  @Test
  void rumbleGoesAndSpeechStaysWhereItWas() {
    float[] low = new float[16_000];
    float[] high = new float[16_000];
    for (int n = 0; n < low.length; n++) {
      low[n] = (float) (0.3 + 0.3 * Math.sin(2 * Math.PI * 10 * n / 16_000));
      high[n] = (float) (0.3 * Math.sin(2 * Math.PI * 200 * n / 16_000));
    }
    float[] before = high.clone();
    HighPass.apply(low, 0, low.length);
    HighPass.apply(high, 0, high.length);
    for (int n = 4000; n < 12_000; n++) {
      assertEquals(0, low[n], 1e-3);
      assertEquals(before[n], high[n], 1e-3);
    }
  }

  @Test
  void shortRecordingsAreNoFault() {
    for (int length = 0; length < 19; length++) {
      float[] x = new float[21];
      x[0] = 0.5f;
      x[2] = 0.5f;
      x[1 + length] = 0.25f;
      HighPass.apply(x, 1, length);
      assertEquals(0.5f, x[0]);
      assertEquals(0.25f, x[1 + length]);
      for (float v : x) {
        assertTrue(Float.isFinite(v));
      }
    }
  }
}
