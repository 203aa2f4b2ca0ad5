/** What an RVC voice does around its networks. */
@NullMarked
package io.makebeliv.onnx.rvc;

import org.jspecify.annotations.NullMarked;
