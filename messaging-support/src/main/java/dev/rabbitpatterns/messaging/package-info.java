/**
 * What every pattern of the suite needs before production, a package for each promise, in the order
 * in which a message meets them.
 *
 * <ol>
 *   <li>{@code rest} guards every service's HTTP endpoints and reports every failure as a problem.
 *   <li>{@link dev.rabbitpatterns.messaging.TextMessageConverter} turns text into a message that
 *       any client can read, and back.
 *   <li>{@code publish} hands it to the broker and returns when the broker has it.
 *   <li>{@code consume} gives it to the listener a bounded number of times, and keeps a duplicate
 *       from having a second effect.
 *   <li>{@code deadletter} keeps what failed, with its reason, until somebody replays or deletes
 *       it.
 *   <li>{@code subscribe} gives each subscriber of an exchange a queue of its own.
 *   <li>{@code events} streams every one of these steps.
 *   <li>{@code topology} declares the queues and exchanges, and reports what the broker has.
 * </ol>
 *
 * <p>Each package has an auto-configuration whose Javadoc lists its beans, and properties of its
 * own under {@code messaging}. This package holds what all of them share: the message.
 */
@NullMarked
package dev.rabbitpatterns.messaging;

import org.jspecify.annotations.NullMarked;
