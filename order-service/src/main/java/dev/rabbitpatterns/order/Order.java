package dev.rabbitpatterns.order;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/**
 * An order, as it is in the database and in the message about it.
 *
 * @param id its id, which is also that of the message
 * @param customer who ordered
 * @param items what was ordered
 * @param placedAt when
 */
record Order(UUID id, String customer, List<String> items, Instant placedAt) {

    /** Other programs may send anything. */
    Order {
        Objects.requireNonNull(id, "an order has an id");
        Objects.requireNonNull(customer, "an order has a customer");
        Objects.requireNonNull(placedAt, "an order has a time");
        items = List.copyOf(Objects.requireNonNull(items, "an order has items"));
    }

    boolean isFor(NewOrder wanted) {
        return customer.equals(wanted.customer()) && items.equals(wanted.items());
    }
}
