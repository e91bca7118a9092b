/**
 * The suite as it is shipped, started as a user starts it and tested from outside: by programs that
 * are not ours, with faults injected, and counted.
 *
 * <p>Nothing here knows a class of the suite. What a test needs comes over HTTP, AMQP, the
 * containers or the launcher.
 */
@NullMarked
package dev.rabbitpatterns.suite;

import org.jspecify.annotations.NullMarked;
