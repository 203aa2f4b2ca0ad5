/**
 * The commands behind {@code ./makebeliv}. Start at {@link io.makebeliv.examples.Makebeliv}; a new
 * command is one class and one line there.
 */
@NullMarked
package io.makebeliv.examples;

import org.jspecify.annotations.NullMarked;
