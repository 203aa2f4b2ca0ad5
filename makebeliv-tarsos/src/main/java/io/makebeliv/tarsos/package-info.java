// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * makebeliv for users of <a href="https://github.com/JorenSix/TarsosDSP">TarsosDSP</a>: a {@link
 * io.makebeliv.tarsos.VoiceProcessor voice conversion} for its dispatcher, its pitch detectors
 * behind {@link io.makebeliv.tarsos.TarsosPitchTracker our interface}, and its WSOLA pitch shifter
 * as a {@link io.makebeliv.tarsos.TarsosWsolaProvider voice}.
 *
 * <p>TarsosDSP is under the GPL version 3, so this package is under the GPL version 3 or later,
 * unlike the rest of makebeliv. An application that ships it must comply with that licence.
 */
@NullMarked
package io.makebeliv.tarsos;

import org.jspecify.annotations.NullMarked;
