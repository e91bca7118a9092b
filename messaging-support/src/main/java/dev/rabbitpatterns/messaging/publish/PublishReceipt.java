package dev.rabbitpatterns.messaging.publish;

/**
 * A publish that the broker has confirmed.
 *
 * @param id the message-id
 * @param exchange the exchange that it was published to, empty for the default exchange
 * @param routingKey the key that it was published with
 * @param routed whether at least one queue took it; if not, the broker has dropped it
 */
public record PublishReceipt(String id, String exchange, String routingKey, boolean routed) {}
