package io.makebeliv.onnx.rvc;

import java.util.Arrays;

/**
 * Joins chunks that overlap and agree: the end of one goes over into the start of the next along a
 * squared sine, so that the amplitudes add up to one.
 */
final class Join {

  private final int chunk;
  private final float[] fadeIn;
  private final float[] ending;

  /**
   * Makes a join at the start of a stream.
   *
   * @param chunk samples
   * @param fade samples, at most as many
   */
  Join(int chunk, int fade) {
    this.chunk = chunk;
    fadeIn = new float[fade];
    for (int i = 0; i < fade; i++) {
      double sine = Math.sin(Math.PI / 2 * (i + 0.5) / fade);
      fadeIn[i] = (float) (sine * sine);
    }
    ending = new float[fade];
  }

  /**
   * Puts out a chunk.
   *
   * @param decoded holds the chunk and, behind it, what goes over into the next
   * @param offset index of the chunk's first sample
   * @param output receives the chunk
   */
  void put(float[] decoded, int offset, float[] output) {
    System.arraycopy(decoded, offset, output, 0, chunk);
    for (int i = 0; i < fadeIn.length; i++) {
      output[i] = ending[i] + fadeIn[i] * (output[i] - ending[i]);
    }
    System.arraycopy(decoded, offset + chunk, ending, 0, ending.length);
  }

  /** Forgets the stream: the next chunk fades in. */
  void reset() {
    Arrays.fill(ending, 0);
  }
}
