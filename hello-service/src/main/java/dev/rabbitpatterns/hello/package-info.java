/**
 * The simplest use of a broker: one producer, one queue, one consumer.
 *
 * <pre>
 *   POST /messages ──▶ HelloProducer ──▶ [ hello ] ──▶ HelloConsumer ──▶ GET /messages
 * </pre>
 *
 * <p>The queue lets the two work at different times: while the consumer is paused, messages wait in
 * it; they survive a restart of either side and of the broker. Read {@link
 * dev.rabbitpatterns.hello.HelloTopology} for the names, then follow a message from {@link
 * dev.rabbitpatterns.hello.HelloController} through {@link dev.rabbitpatterns.hello.HelloProducer}
 * to {@link dev.rabbitpatterns.hello.HelloConsumer}.
 */
@NullMarked
package dev.rabbitpatterns.hello;

import org.jspecify.annotations.NullMarked;
