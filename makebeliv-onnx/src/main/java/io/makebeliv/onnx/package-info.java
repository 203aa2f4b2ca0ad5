/**
 * Neural voices through ONNX Runtime: {@link io.makebeliv.onnx.OnnxProvider} opens model files,
 * {@link io.makebeliv.onnx.OnnxOptions} says how they run.
 *
 * <p>ONNX Runtime's jar from Maven Central runs on CPUs. For CUDA and TensorRT put {@code
 * com.microsoft.onnxruntime:onnxruntime_gpu} of the same version in its place; nothing else
 * changes.
 */
@NullMarked
package io.makebeliv.onnx;

import org.jspecify.annotations.NullMarked;
