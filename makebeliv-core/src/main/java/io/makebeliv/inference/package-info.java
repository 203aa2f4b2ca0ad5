/**
 * The service provider interface of voices: an {@link io.makebeliv.inference.InferenceBackend}
 * holds what all streams share, a {@link io.makebeliv.inference.BackendSession} converts one stream
 * step by step.
 */
@NullMarked
package io.makebeliv.inference;

import org.jspecify.annotations.NullMarked;
