/**
 * What failed is kept with its reason until somebody decides what becomes of it.
 *
 * <p>{@link dev.rabbitpatterns.messaging.deadletter.DeadLetters} publishes a failed message to the
 * dead-letter queue of its queue and waits for the confirm; only then is the original acknowledged.
 * {@link dev.rabbitpatterns.messaging.deadletter.DeadLetterQueue} lists, replays and deletes dead
 * letters, one visitor at a time, each letter exactly once.
 */
@NullMarked
package dev.rabbitpatterns.messaging.deadletter;

import org.jspecify.annotations.NullMarked;
