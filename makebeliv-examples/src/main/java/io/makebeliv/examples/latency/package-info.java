/** Measures the way from a speaker back to a microphone with a coded signal. */
@NullMarked
package io.makebeliv.examples.latency;

import org.jspecify.annotations.NullMarked;
