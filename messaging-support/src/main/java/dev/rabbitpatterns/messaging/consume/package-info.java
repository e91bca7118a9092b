/**
 * From the broker to the listener: a bounded number of attempts, one effect for each message id,
 * and an acknowledgement only after the work.
 *
 * <p>{@link dev.rabbitpatterns.messaging.consume.ConsumeAutoConfiguration} puts {@link
 * dev.rabbitpatterns.messaging.consume.BoundedRetry} around every {@code @RabbitListener}. A
 * listener runs its effect in {@link dev.rabbitpatterns.messaging.consume.Deduplicator#runOnce}.
 * What fails every attempt goes to Spring's {@code MessageRecoverer}, which by default is {@link
 * dev.rabbitpatterns.messaging.deadletter.DeadLetters}.
 *
 * <p>With a database, {@link dev.rabbitpatterns.messaging.consume.JdbcDeduplicator} records the id
 * together with the effect, so that the death of the process does not double it, and a failure of
 * the database returns the message to its queue.
 */
@NullMarked
package dev.rabbitpatterns.messaging.consume;

import org.jspecify.annotations.NullMarked;
