/**
 * Writes ONNX graphs: values, operators, weights, files. It knows nothing of voices. Not public
 * API: it may change in any release.
 */
@NullMarked
package io.makebeliv.onnx.graph;

import org.jspecify.annotations.NullMarked;
