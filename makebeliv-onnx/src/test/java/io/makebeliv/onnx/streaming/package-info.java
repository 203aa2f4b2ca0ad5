@NullMarked
package io.makebeliv.onnx.streaming;

import org.jspecify.annotations.NullMarked;
