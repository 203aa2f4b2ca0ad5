/** What a voice does to speech, measured: see {@code QualityReport}. Not published. */
@NullMarked
package io.makebeliv.benchmarks.quality;

import org.jspecify.annotations.NullMarked;
