/** The fundamental frequency as neural voices want it: a row every 10 ms, at 16 kHz. */
@NullMarked
package io.makebeliv.onnx.f0;

import org.jspecify.annotations.NullMarked;
