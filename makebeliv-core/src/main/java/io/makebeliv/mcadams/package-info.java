/** A voice that needs no model and moves timbre alone: {@link io.makebeliv.mcadams.McAdams}. */
@NullMarked
package io.makebeliv.mcadams;

import org.jspecify.annotations.NullMarked;
