/**
 * The small, slow, continuous variation of a living voice: {@link
 * io.makebeliv.fluctuation.Fluctuation} says how much, {@link
 * io.makebeliv.fluctuation.FluctuationEngine} gives it for every frame.
 */
@NullMarked
package io.makebeliv.fluctuation;

import org.jspecify.annotations.NullMarked;
