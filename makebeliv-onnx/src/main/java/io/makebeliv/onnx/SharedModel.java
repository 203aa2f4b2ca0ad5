package io.makebeliv.onnx;

import java.nio.file.Path;

/**
 * A network in a {@link ModelStore} that is no voice, but is used by voices.
 *
 * @param file where it is
 * @param use what it is for, as a person says it
 * @param bytes its size
 */
public record SharedModel(Path file, String use, long bytes) {}
