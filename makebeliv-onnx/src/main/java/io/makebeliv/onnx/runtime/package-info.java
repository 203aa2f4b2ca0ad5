/** All that touches ONNX Runtime: the environment, loaded graphs, and calls of them. Not API. */
@NullMarked
package io.makebeliv.onnx.runtime;

import org.jspecify.annotations.NullMarked;
