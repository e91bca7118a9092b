/**
 * What every pattern of the suite needs before production, in the order in which a message meets
 * it.
 *
 * <ol>
 *   <li>{@link dev.rabbitpatterns.messaging.TextMessageConverter} turns text into a message that
 *       any client can read, and back.
 *   <li>{@link dev.rabbitpatterns.messaging.ConfirmedPublisher} hands it to the broker and returns
 *       when the broker has it.
 *   <li>{@link dev.rabbitpatterns.messaging.BoundedRetry} gives it to the listener, a bounded
 *       number of times.
 *   <li>{@link dev.rabbitpatterns.messaging.OneEffect} keeps a duplicate from having a second
 *       effect.
 *   <li>{@link dev.rabbitpatterns.messaging.DeadLetters} sets aside, with its reason, what could
 *       not be processed.
 *   <li>{@link dev.rabbitpatterns.messaging.MessageEvents} tells who watches about every one of
 *       these steps.
 * </ol>
 *
 * <p>{@link dev.rabbitpatterns.messaging.MessagingAutoConfiguration} lists the beans; each gives
 * way to one of yours.
 */
@NullMarked
package dev.rabbitpatterns.messaging;

import org.jspecify.annotations.NullMarked;
