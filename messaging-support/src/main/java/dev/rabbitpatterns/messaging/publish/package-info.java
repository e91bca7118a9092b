/**
 * A receipt means that the broker has the message; every other outcome is an exception that says
 * what is known.
 *
 * <p>The life of one publish, in order:
 *
 * <ol>
 *   <li>{@link dev.rabbitpatterns.messaging.publish.ConfirmedPublisher} observes it and makes a
 *       {@code PendingPublish} of the message.
 *   <li>{@code GroupCommit} queues it. The writer, which is the Netty thread of a {@code
 *       DedicatedConnection}, takes it from the queue; the publisher's thread waits.
 *   <li>{@code ConfirmChannel} numbers and writes it. All that the writer writes in one go leaves
 *       in one flush.
 *   <li>The broker confirms the number, rejects it, or returns the message and then confirms. Or it
 *       does not answer in time ({@code TimeoutTracker}), or the connection is lost.
 *   <li>The publisher's thread wakes up with a receipt or a {@link
 *       dev.rabbitpatterns.messaging.publish.PublishException}: {@code Refused} if the message was
 *       never written or was rejected by its queue, {@code OutcomeUnknown} if it was written and
 *       not confirmed.
 * </ol>
 *
 * <p>{@link dev.rabbitpatterns.messaging.publish.CallTemplate} sends requests the same way, and
 * waits for the answer instead.
 */
@NullMarked
package dev.rabbitpatterns.messaging.publish;

import org.jspecify.annotations.NullMarked;
