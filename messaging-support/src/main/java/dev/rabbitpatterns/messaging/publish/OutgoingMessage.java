package dev.rabbitpatterns.messaging.publish;

import org.springframework.amqp.core.Message;

/**
 * A message to be published.
 *
 * @param exchange where to publish it; through the default exchange, which has an empty name, it
 *     has to reach the queue that the routing key names
 * @param routingKey with which key
 * @param message the message
 */
public record OutgoingMessage(String exchange, String routingKey, Message message) {

    /** A message for the queue of this name. */
    public static OutgoingMessage toQueue(String queue, Message message) {
        return new OutgoingMessage("", queue, message);
    }
}
