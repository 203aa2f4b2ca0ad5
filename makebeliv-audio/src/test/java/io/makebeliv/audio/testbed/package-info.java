/**
 * Sound servers and programs for tests of real devices on machines without a sound card.
 *
 * <p>Java Sound finds its devices by the environment of its process. So what uses a device runs in
 * a {@link io.makebeliv.audio.testbed.Child} JVM: a small main of the test that prints what it saw,
 * while the test itself plays, records, kills servers, and judges.
 */
package io.makebeliv.audio.testbed;
