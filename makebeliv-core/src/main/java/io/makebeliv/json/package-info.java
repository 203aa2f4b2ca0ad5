/**
 * Reads settings from JSON so that every mistake is found and named by its place, and writes them.
 * Not public API.
 */
@NullMarked
package io.makebeliv.json;

import org.jspecify.annotations.NullMarked;
