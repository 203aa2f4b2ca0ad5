/**
 * The live engine: capture, conversion and playback, each a duty of its own, joined by rings. Not
 * public API: it may change in any release.
 */
@NullMarked
package io.makebeliv.live;

import org.jspecify.annotations.NullMarked;
