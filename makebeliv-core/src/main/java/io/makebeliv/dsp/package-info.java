/** Signal processing building blocks: resampler, filters, rings, pitch tracking. */
@NullMarked
package io.makebeliv.dsp;

import org.jspecify.annotations.NullMarked;
