/**
 * A receipt means that the broker has the message; every other outcome is an exception that says
 * what is known.
 *
 * <p>The life of one publish, in order:
 *
 * <ol>
 *   <li>{@link dev.rabbitpatterns.messaging.publish.ConfirmedPublisher} starts to observe it and
 *       turns the message into a {@code PendingPublish}.
 *   <li>{@code GroupCommit} queues it. The publisher's own thread writes it, unless others publish
 *       at the same time: then one thread writes for all of them, and sends in one go what it finds
 *       in the queue.
 *   <li>{@code ConfirmChannel} numbers it and writes it to the publisher's own {@code
 *       DedicatedConnection}.
 *   <li>The broker confirms the number, rejects it, or returns the message and then confirms. Or it
 *       does not answer in time, or the connection is lost.
 *   <li>The waiting thread returns a receipt or throws a {@link
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
