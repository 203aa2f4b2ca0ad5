/** Finds voices in folders, and the files that they need. Not public API. */
@NullMarked
package io.makebeliv.onnx.store;

import org.jspecify.annotations.NullMarked;
