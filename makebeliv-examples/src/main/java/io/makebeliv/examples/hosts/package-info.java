/**
 * A host each, playing its role: what it takes to put a converted voice into it. They depend on
 * none of the real hosts' libraries; small interfaces of the same shape stand for them.
 */
@NullMarked
package io.makebeliv.examples.hosts;

import org.jspecify.annotations.NullMarked;
