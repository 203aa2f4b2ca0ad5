/**
 * Turns configurations and weights into ONNX graphs: RVC synthesizers, HuBERT, RMVPE. Not public
 * API: it may change in any release.
 */
@NullMarked
package io.makebeliv.onnx.compile;

import org.jspecify.annotations.NullMarked;
