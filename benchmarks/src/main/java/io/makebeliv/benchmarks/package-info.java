/** Benchmarks side by side with peers, and the latency as measured. Not published. */
@NullMarked
package io.makebeliv.benchmarks;

import org.jspecify.annotations.NullMarked;
