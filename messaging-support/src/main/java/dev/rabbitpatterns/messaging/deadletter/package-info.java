/**
 * Keeps failed messages, with the reason, until somebody replays or deletes them.
 *
 * <p>{@link dev.rabbitpatterns.messaging.deadletter.DeadLetters} publishes a failed message to the
 * dead-letter queue of its queue and waits for the confirm; only then is the original acknowledged.
 * A service that declares such a queue lists, replays and deletes its dead letters over REST, one
 * visitor at a time.
 */
@NullMarked
package dev.rabbitpatterns.messaging.deadletter;

import org.jspecify.annotations.NullMarked;
