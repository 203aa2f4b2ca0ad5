// SPDX-License-Identifier: GPL-3.0-or-later
@NullMarked
package io.makebeliv.tarsos;

import org.jspecify.annotations.NullMarked;
