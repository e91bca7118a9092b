package dev.rabbitpatterns.order;

import dev.rabbitpatterns.messaging.outbox.Outbox;
import dev.rabbitpatterns.messaging.outbox.OutboxMessage;
import dev.rabbitpatterns.messaging.rest.IdempotencyKey;
import dev.rabbitpatterns.messaging.rest.ProblemException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.json.JsonMapper;

/** Places an order, and its message in the outbox, in one transaction. */
@Component
class OrderProducer {

    private final Orders orders;
    private final Outbox outbox;
    private final JsonMapper json;

    OrderProducer(Orders orders, Outbox outbox, JsonMapper json) {
        this.orders = orders;
        this.outbox = outbox;
        this.json = json;
    }

    /**
     * Returns the new order or, if this key has placed it before, the one that there is.
     *
     * @param key the idempotency key
     */
    @Transactional
    Order place(NewOrder wanted, @Nullable String key) {
        // No database keeps nanoseconds, and the order is the same when it is read again.
        Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
        Order order = new Order(UUID.randomUUID(), wanted.customer(), wanted.items(), now);
        if (!orders.add(order, key)) {
            return placedBefore(wanted, String.valueOf(key));
        }
        String id = order.id().toString();
        outbox.add(
                new OutboxMessage(
                        id,
                        OrderTopology.EXCHANGE,
                        OrderTopology.PLACED,
                        id,
                        json.writeValueAsString(order)));
        return order;
    }

    private Order placedBefore(NewOrder wanted, String key) {
        Order before = orders.placedWith(key);
        if (!before.isFor(wanted)) {
            throw new ProblemException(
                    HttpStatus.UNPROCESSABLE_CONTENT,
                    "key-reused",
                    "This %s was used for another order before. A new order needs a new key."
                            .formatted(IdempotencyKey.HEADER));
        }
        return before;
    }
}
