package dev.rabbitpatterns.messaging;

/**
 * What the broker has confirmed.
 *
 * @param id the message-id
 * @param exchange where it was published, empty for the default exchange
 * @param routingKey with which key
 * @param routed whether at least one queue took it; if not, it is gone, as exchanges work
 */
public record Receipt(String id, String exchange, String routingKey, boolean routed) {}
