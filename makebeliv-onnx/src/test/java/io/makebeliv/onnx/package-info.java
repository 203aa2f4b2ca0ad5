@NullMarked
package io.makebeliv.onnx;

import org.jspecify.annotations.NullMarked;
