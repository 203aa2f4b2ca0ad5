package io.makebeliv.onnx;

/** How far ONNX Runtime rewrites a graph when it is loaded. */
public enum Optimisation {
  /** Not at all. */
  NONE,
  /** Folds constants and removes what has no effect. */
  BASIC,
  /** Also fuses operators. */
  EXTENDED,
  /** Also chooses the memory layouts that the processor likes. */
  ALL
}
