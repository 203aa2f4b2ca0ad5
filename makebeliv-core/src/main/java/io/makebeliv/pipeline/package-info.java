/**
 * What moves samples from a source through a backend to a sink. Not public API: it may change in
 * any release.
 */
@NullMarked
package io.makebeliv.pipeline;

import org.jspecify.annotations.NullMarked;
