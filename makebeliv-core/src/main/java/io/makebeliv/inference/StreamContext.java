package io.makebeliv.inference;

/**
 * What a backend is told when a stream is opened.
 *
 * @param sampleRate the rate of the host's stream, Hz: a backend free to choose its rates takes
 *     this one and spares both resamplers
 * @param seed the key of everything random in this stream: the same seed and input give the same
 *     output
 */
public record StreamContext(int sampleRate, long seed) {}
