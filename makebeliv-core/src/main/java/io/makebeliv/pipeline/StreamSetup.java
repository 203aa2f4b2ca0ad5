package io.makebeliv.pipeline;

import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * What stays the same for all voices of a stream.
 *
 * @param seed the key of everything random in the stream
 * @param executor where steps run, or null for the caller's thread
 * @param counters counts what happens
 */
public record StreamSetup(long seed, @Nullable Executor executor, StreamCounters counters) {}
