/**
 * The trace of a message: from the request that sent it, over every retry, its dead letter and its
 * replay, to its effect.
 *
 * <p>A message carries its trace in W3C's header {@code traceparent}, and in no other. {@link
 * dev.rabbitpatterns.messaging.publish.ConfirmedPublisher} writes it, Spring AMQP's containers
 * continue it, and {@link dev.rabbitpatterns.messaging.tracing.MessageTrace} does so where there is
 * no container.
 *
 * <p>Off by default: without the profile {@code tracing} there is no tracer. The profile decides
 * which beans there are, so a service whose beans were worked out at build time ignores it; start
 * one with {@code -Dspring.aot.enabled=false}.
 */
@NullMarked
package dev.rabbitpatterns.messaging.tracing;

import org.jspecify.annotations.NullMarked;
