/** Pictures and figures that compare a voice before and after its conversion. */
@NullMarked
package io.makebeliv.examples.report;

import org.jspecify.annotations.NullMarked;
