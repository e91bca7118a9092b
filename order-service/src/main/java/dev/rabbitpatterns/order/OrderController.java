package dev.rabbitpatterns.order;

import dev.rabbitpatterns.messaging.docs.Problem;
import dev.rabbitpatterns.messaging.rest.IdempotencyKey;
import dev.rabbitpatterns.messaging.rest.ProblemException;
import io.swagger.v3.oas.annotations.Parameter;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Pattern;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Places orders over REST, and tells their lives. */
@RestController
@Problem(
        status = HttpStatus.SERVICE_UNAVAILABLE,
        type = "database-unavailable",
        when = "The database is not reachable or too busy, so nothing was done. Try again.")
@Problem(
        status = HttpStatus.GATEWAY_TIMEOUT,
        type = "outcome-unknown",
        when = "The database failed meanwhile. Try again with the same key.")
@RequestMapping("/orders")
class OrderController {

    private static final String UNKNOWN_ORDER = "unknown-order";

    private final OrderProducer producer;
    private final Orders orders;

    OrderController(OrderProducer producer, Orders orders) {
        this.producer = producer;
        this.orders = orders;
    }

    /**
     * Places an order. The answer comes when the order and its message are in the database, whether
     * the broker is there or not; the message is published afterwards. A request that is repeated
     * with the same key gets the same order.
     */
    @Problem(
            status = HttpStatus.UNPROCESSABLE_CONTENT,
            type = "key-reused",
            when = "The Idempotency-Key came with another order before.")
    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    Order place(
            @Valid @RequestBody NewOrder order,
            @Parameter(
                            description = "Lets a request be repeated without a second order",
                            example = "order-4711")
                    @RequestHeader(name = IdempotencyKey.HEADER, required = false)
                    @Pattern(
                            regexp = IdempotencyKey.LEGAL,
                            message = "must be 1 to 128 printable ASCII characters without spaces")
                    @Nullable String key) {
        return producer.place(order, key);
    }

    /** The newest orders, each with its whole life. */
    @GetMapping
    List<OrderLife> newest() {
        return orders.newest();
    }

    /**
     * The whole life of an order: its row in the outbox, its message and its shipment.
     *
     * @param id its id
     */
    @Problem(status = HttpStatus.NOT_FOUND, type = UNKNOWN_ORDER, when = "No order has this id.")
    @GetMapping("/{id}")
    OrderLife order(
            @Parameter(example = "3f2b8c1e-7d4a-4f5e-9c6b-1a2b3c4d5e6f") @PathVariable UUID id) {
        return orders.find(id)
                .orElseThrow(() ->
                        new ProblemException(
                                HttpStatus.NOT_FOUND,
                                UNKNOWN_ORDER,
                                "GET /orders lists the newest orders."));
    }

    /**
     * Balances the books: every order has a row in the outbox, and is on its way, failed or shipped
     * once.
     */
    @GetMapping("/books")
    Books books() {
        return orders.books();
    }
}
