/**
 * Turns one voice into another while the speaker is still speaking. Start at {@link
 * io.makebeliv.VoiceConverter}.
 */
@NullMarked
package io.makebeliv;

import org.jspecify.annotations.NullMarked;
