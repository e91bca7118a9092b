package dev.rabbitpatterns.messaging.publish;

import org.springframework.amqp.core.Message;

/**
 * A message to be published.
 *
 * @param exchange the exchange to publish it to; empty for the default exchange, where the routing
 *     key has to name a queue that exists
 * @param routingKey the key to publish it with
 * @param message the message
 */
public record OutgoingMessage(String exchange, String routingKey, Message message) {

    /** A message for the queue of this name. */
    public static OutgoingMessage toQueue(String queue, Message message) {
        return new OutgoingMessage("", queue, message);
    }
}
