/**
 * Where audio comes from and goes to: {@link io.makebeliv.audio.AudioSource}, {@link
 * io.makebeliv.audio.AudioSink}, and files.
 */
@NullMarked
package io.makebeliv.audio;

import org.jspecify.annotations.NullMarked;
