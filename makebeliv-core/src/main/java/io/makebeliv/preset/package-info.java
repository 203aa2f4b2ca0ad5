/**
 * Whole voices in one file each: a {@link io.makebeliv.preset.Preset} says which voice converts,
 * and everything that is done around it.
 */
@NullMarked
package io.makebeliv.preset;

import org.jspecify.annotations.NullMarked;
