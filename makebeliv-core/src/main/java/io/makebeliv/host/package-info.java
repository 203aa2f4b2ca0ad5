/**
 * Converted voices in the buffers of hosts: of chat bots, games, calls and players. Start at {@link
 * io.makebeliv.host.HostVoice}.
 */
@NullMarked
package io.makebeliv.host;

import org.jspecify.annotations.NullMarked;
