@NullMarked
package io.makebeliv.onnx.runtime;

import org.jspecify.annotations.NullMarked;
