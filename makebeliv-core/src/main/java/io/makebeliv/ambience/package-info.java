/**
 * Background sound that masks small artefacts of a converted voice and is its comfort noise when it
 * is muted: {@link io.makebeliv.ambience.Ambience} says which and how loud, {@link
 * io.makebeliv.ambience.AmbienceStream} adds it to a stream.
 */
@NullMarked
package io.makebeliv.ambience;

import org.jspecify.annotations.NullMarked;
