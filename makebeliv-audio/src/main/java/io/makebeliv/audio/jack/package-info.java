/**
 * Devices of the JACK Audio Connection Kit, whose driver calls us: {@link
 * io.makebeliv.audio.jack.Jack}. PipeWire speaks JACK too.
 *
 * <p>It needs {@code org.jaudiolibs:jnajack:1.4.0} on the class path, which this module does not
 * bring along: JNAJack is under the LGPL 2.1 or later.
 */
@NullMarked
package io.makebeliv.audio.jack;

import org.jspecify.annotations.NullMarked;
