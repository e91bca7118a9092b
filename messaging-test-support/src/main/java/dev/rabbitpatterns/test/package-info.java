/**
 * A real broker for tests, one per JVM, with or without Docker; assertions about its queues; the
 * contract of the services that have an exchange; and the suite's conventions as rules.
 *
 * <p>Start with {@link dev.rabbitpatterns.test.RealBrokerTest} on a test class.
 */
@NullMarked
package dev.rabbitpatterns.test;

import org.jspecify.annotations.NullMarked;
