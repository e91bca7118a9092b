package dev.rabbitpatterns.order;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The whole life of an order so far.
 *
 * @param order the order
 * @param state how far it is
 * @param outbox its message in the outbox, unless that was published long ago
 * @param shipments how often it was shipped, which must never be more than once
 * @param shippedAt when it was shipped
 * @param failure why it was not shipped, if that has failed
 */
record OrderLife(
        @JsonUnwrapped Order order,
        State state,
        @Nullable Outgoing outbox,
        int shipments,
        @Nullable Instant shippedAt,
        @Nullable String failure) {

    /**
     * A row of the outbox.
     *
     * @param exchange where it is published
     * @param routingKey with which key
     * @param attempts how many attempts have failed
     * @param reason why the last one has failed, if it is not published yet
     * @param publishedAt when the broker has confirmed it
     */
    record Outgoing(
            String exchange,
            String routingKey,
            int attempts,
            @Nullable String reason,
            @Nullable Instant publishedAt) {}

    /** How far an order is. */
    enum State {
        /** In the outbox. */
        PLACED,
        /** The broker has its message. */
        PUBLISHED,
        /** Shipping has failed; it is tried again, or the message is a dead letter. */
        FAILED,
        /** Shipped. */
        SHIPPED;

        @JsonValue
        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
