/**
 * Tests the suite from outside, as it is shipped and as a user starts it: foreign programs talk to
 * it, faults are injected, and messages are counted.
 *
 * <p>No test uses a class of the suite. Tests reach it through HTTP, AMQP, the containers and the
 * launcher.
 */
@NullMarked
package dev.rabbitpatterns.suite;

import org.jspecify.annotations.NullMarked;
