/**
 * Gives every subscriber of an exchange a queue of its own, for as long as it subscribes.
 *
 * <p>{@link dev.rabbitpatterns.messaging.subscribe.Subscribers} holds the subscribers of a service.
 * Each has an exclusive queue that the broker names and deletes with its consumer, bound by the
 * subscriber's {@linkplain dev.rabbitpatterns.messaging.subscribe.BindingRule rules}. A subscriber
 * either keeps its last messages for listing or streams them to an HTTP client. When the connection
 * to the broker comes back after a loss, it gets a new queue with the same bindings.
 */
@NullMarked
package dev.rabbitpatterns.messaging.subscribe;

import org.jspecify.annotations.NullMarked;
