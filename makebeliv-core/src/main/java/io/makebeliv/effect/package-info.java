/**
 * Effects on a converted voice. An {@link io.makebeliv.effect.Effect} holds settings and opens
 * streams; an {@link io.makebeliv.effect.EffectChain} puts some behind each other. Settings are
 * records that refuse what is out of range. Levels are in dB of full scale, frequencies in Hz.
 *
 * <p>All effects here give the same bits however a stream is cut into blocks, end in exact silence
 * when nothing comes any more, and allocate nothing while sound runs. Filters have no delay that
 * would count; what looks ahead says by how much it is late.
 */
@NullMarked
package io.makebeliv.effect;

import org.jspecify.annotations.NullMarked;
