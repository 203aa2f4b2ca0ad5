/** Effects on a converted voice: an {@link io.makebeliv.effect.Effect} holds the settings. */
@NullMarked
package io.makebeliv.effect;

import org.jspecify.annotations.NullMarked;
