package dev.rabbitpatterns.messaging.publish;

/**
 * A publish that the broker has confirmed.
 *
 * @param id the message-id
 * @param exchange where it was published, empty for the default exchange
 * @param routingKey with which key
 * @param routed whether at least one queue took it; if not, the broker has dropped it
 */
public record PublishReceipt(String id, String exchange, String routingKey, boolean routed) {}
