package io.makebeliv.onnx.rvc;

/**
 * How a synthesizer that carries its past is driven, in frames of 10 ms.
 *
 * <pre>
 *   |&lt;-------------------------- window -------------------------&gt;|
 *                          |&lt;-- chunk --&gt;|&lt;-- ahead --&gt;|
 *                                        |&lt;-- chunk --&gt;|            taken
 *                          head ---------&gt;|&lt;------- driven -------------&gt;|
 * </pre>
 *
 * @param window frames that attention sees
 * @param chunk frames that are put out, and as many are taken for good
 * @param ahead how far the taken ones lie ahead of those put out
 * @param reach how far flow and decoder look ahead
 */
record Carriage(int window, int chunk, int ahead, int reach) {

  /** Frames from the first that is taken on for which the source and the noise are given. */
  int driven() {
    return chunk + reach - ahead;
  }
}
