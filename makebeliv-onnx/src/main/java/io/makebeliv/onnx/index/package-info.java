/** Retrieval: content rows drawn towards those of the voice's own recordings. */
@NullMarked
package io.makebeliv.onnx.index;

import org.jspecify.annotations.NullMarked;
