/**
 * The life of each message as a live stream: published, confirmed, delivered, acknowledged, and
 * whatever goes wrong in between.
 *
 * <p>{@link dev.rabbitpatterns.messaging.events.MessageEvents#emit} counts an event and offers it
 * to every {@link dev.rabbitpatterns.messaging.events.StreamReader}. It never waits: a reader that
 * falls too far behind is disconnected, so watching costs a message nothing. {@link
 * dev.rabbitpatterns.messaging.events.LiveStream} writes a reader's events to its HTTP connection.
 *
 * <p>An event has the beginning of the body as its {@code text}. When a message is published,
 * delivered, answered or replied, it has a {@code head}, too: {@link
 * dev.rabbitpatterns.messaging.events.MessageHead}, the properties and headers as far as they fit.
 */
@NullMarked
package dev.rabbitpatterns.messaging.events;

import org.jspecify.annotations.NullMarked;
