/**
 * Keeps failed messages, with the reason, until somebody replays or deletes them.
 *
 * <p>{@link dev.rabbitpatterns.messaging.deadletter.DeadLetters} publishes a failed message to the
 * dead-letter queue of its queue and waits for the confirm; only then is the original acknowledged.
 * {@link dev.rabbitpatterns.messaging.deadletter.DeadLetterQueue} lists, replays and deletes dead
 * letters, for one visitor at a time.
 */
@NullMarked
package dev.rabbitpatterns.messaging.deadletter;

import org.jspecify.annotations.NullMarked;
