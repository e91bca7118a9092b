package dev.rabbitpatterns.messaging.outbox;

/**
 * A message that is published when the transaction that adds it commits.
 *
 * @param aggregate what it is about, such as the id of an order; messages about the same are
 *     published in order
 * @param exchange the exchange to publish it to, where a queue has to be bound for it
 * @param routingKey the key to publish it with
 * @param id its message-id, which no other message has
 * @param text the body
 */
public record OutboxMessage(
        String aggregate, String exchange, String routingKey, String id, String text) {}
