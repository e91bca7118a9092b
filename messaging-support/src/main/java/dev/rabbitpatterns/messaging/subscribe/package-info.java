/**
 * A queue of one's own on an exchange, for as long as somebody reads it.
 *
 * <p>{@link dev.rabbitpatterns.messaging.subscribe.Subscribers} holds the subscribers of a service.
 * Each has an exclusive queue that the broker names and deletes with its consumer, bound by the
 * subscriber's {@linkplain dev.rabbitpatterns.messaging.subscribe.BindingRule rules}. A subscriber
 * either keeps its last messages to be listed or streams them to an HTTP client; when the
 * connection to the broker is lost, it comes back with a new queue and the same bindings.
 */
@NullMarked
package dev.rabbitpatterns.messaging.subscribe;

import org.jspecify.annotations.NullMarked;
