package dev.rabbitpatterns.messaging.outbox;

import org.jspecify.annotations.Nullable;

/**
 * A row that this instance has locked, to publish it.
 *
 * @param id its number, by which rows are ordered
 * @param exchange where to publish it
 * @param routingKey with which key
 * @param messageId the message-id, the same each time
 * @param body the text
 * @param trace the trace of the transaction, if it has one
 * @param attempts how many attempts have failed
 */
record OutboxRow(
        long id,
        String exchange,
        String routingKey,
        String messageId,
        String body,
        @Nullable String trace,
        int attempts) {}
