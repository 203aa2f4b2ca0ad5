/**
 * The bridge to {@code javax.sound.sampled}: devices with {@link
 * io.makebeliv.audio.javasound.Microphone}, {@link io.makebeliv.audio.javasound.Speaker} and {@link
 * io.makebeliv.audio.javasound.AudioDevices}, streams in both directions with {@link
 * io.makebeliv.audio.javasound.AudioStreams}, and the files that Java Sound opens, which join
 * {@link io.makebeliv.audio.AudioFiles} as soon as this module is on the class path.
 */
@NullMarked
package io.makebeliv.audio.javasound;

import org.jspecify.annotations.NullMarked;
