/**
 * A receipt means that the broker has the message; every other outcome is an exception that says
 * what is known.
 *
 * <p>The life of one publish, in order:
 *
 * <ol>
 *   <li>{@link dev.rabbitpatterns.messaging.publish.ConfirmedPublisher} observes it and makes a
 *       {@code PendingPublish} of the message.
 *   <li>{@code GroupCommit} queues it, and the publisher's thread writes it, unless others publish
 *       at the same time: then one thread writes for all of them, and all that it writes in one go
 *       leaves together.
 *   <li>{@code ConfirmChannel} numbers it and writes it to the publisher's own {@code
 *       DedicatedConnection}.
 *   <li>The broker confirms the number, rejects it, or returns the message and then confirms. Or it
 *       does not answer in time, or the connection is lost.
 *   <li>The publisher's thread, which waits, wakes up with a receipt or a {@link
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
