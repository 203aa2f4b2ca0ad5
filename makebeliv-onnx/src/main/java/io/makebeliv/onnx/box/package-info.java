/** A voice made of arithmetic: what RVC's networks are trained for, written down as graphs. */
@NullMarked
package io.makebeliv.onnx.box;

import org.jspecify.annotations.NullMarked;
