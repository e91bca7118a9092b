/**
 * What every pattern of the suite needs for production: a package for each promise, in the order in
 * which a message meets them.
 *
 * <ol>
 *   <li>{@code rest} guards every service's HTTP endpoints and reports every failure as a problem.
 *   <li>{@link dev.rabbitpatterns.messaging.TextMessageConverter} turns text into a message that
 *       any client can read, and back.
 *   <li>{@code publish} hands it to the broker and returns when the broker has confirmed it.
 *   <li>{@code outbox} does so for a database: only what a transaction has committed is published.
 *   <li>{@code consume} hands it to the listener, with a bounded number of attempts, and keeps a
 *       duplicate from having a second effect.
 *   <li>{@code deadletter} keeps messages that failed, with the reason, until somebody replays or
 *       deletes them.
 *   <li>{@code subscribe} gives each subscriber of an exchange a queue of its own.
 *   <li>{@code events} streams an event for each of these steps.
 *   <li>{@code topology} declares the queues and exchanges, and reports what the broker has.
 * </ol>
 *
 * <p>Each package has an auto-configuration whose Javadoc lists its beans, and properties of its
 * own under {@code messaging}. This package holds what all of them share: the message.
 */
@NullMarked
package dev.rabbitpatterns.messaging;

import org.jspecify.annotations.NullMarked;
