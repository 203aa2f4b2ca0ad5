@org.jspecify.annotations.NullMarked
package io.makebeliv.benchmarks.quality;
