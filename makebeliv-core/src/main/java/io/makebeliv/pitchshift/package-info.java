/** The model-free voice: pitch and formants moved independently, pitch-synchronously. */
@NullMarked
package io.makebeliv.pitchshift;

import org.jspecify.annotations.NullMarked;
