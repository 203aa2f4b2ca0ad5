/**
 * Reads the weights out of files that strangers made: PyTorch checkpoints and safetensors files. A
 * pickle is a program; here it can build lists, maps, numbers, strings and tensors, and nothing
 * else. No class is loaded by a name in a file, every count is compared with the bytes that are
 * there before anything is made for it, and the weights stay in the mapped file until they are
 * asked for. Not public API: it may change in any release.
 */
@NullMarked
package io.makebeliv.onnx.checkpoint;

import org.jspecify.annotations.NullMarked;
