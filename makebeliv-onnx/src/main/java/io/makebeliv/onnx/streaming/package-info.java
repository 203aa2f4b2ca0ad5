/** Models that convert a stream chunk by chunk and say themselves what they remember. Not API. */
@NullMarked
package io.makebeliv.onnx.streaming;

import org.jspecify.annotations.NullMarked;
