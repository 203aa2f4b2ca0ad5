@NullMarked
package io.makebeliv.benchmarks;

import org.jspecify.annotations.NullMarked;
