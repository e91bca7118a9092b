package dev.rabbitpatterns.order;

import dev.rabbitpatterns.messaging.ReceivedMessage;
import dev.rabbitpatterns.messaging.consume.Deduplicator;
import dev.rabbitpatterns.messaging.events.MessageEvent;
import dev.rabbitpatterns.messaging.events.MessageEvents;
import org.springframework.amqp.AmqpRejectAndDontRequeueException;
import org.springframework.amqp.rabbit.annotation.RabbitListener;
import org.springframework.amqp.support.converter.MessageConversionException;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Ships each order once: the shipment and the message-id are one transaction, and the message is
 * acknowledged after its commit.
 *
 * <p>If the process dies before the commit, nothing has happened, and the message is delivered
 * again. If it dies after the commit, the message is delivered again, too, and is recognised.
 */
@Component
class Shipping {

    static final String ID = "shipping";

    private final Deduplicator deduplicator;
    private final Orders orders;
    private final MessageEvents events;
    private final JsonMapper json;

    Shipping(Deduplicator deduplicator, Orders orders, MessageEvents events, JsonMapper json) {
        this.deduplicator = deduplicator;
        this.orders = orders;
        this.events = events;
        this.json = json;
    }

    /** There is nothing to send. */
    private static final class OutOfStockException extends RuntimeException {
        OutOfStockException(String item) {
            super("'%s' cannot be shipped".formatted(item));
        }
    }

    @RabbitListener(id = ID, queues = OrderTopology.QUEUE)
    void receive(ReceivedMessage message) {
        Order order = orderIn(message);
        try {
            if (!deduplicator.runOnce(message.id(), () -> ship(order))) {
                events.emit(MessageEvent.duplicate(message, OrderTopology.QUEUE));
            }
        } catch (OutOfStockException e) {
            orders.failed(order.id(), String.valueOf(e.getMessage()));
            throw e;
        }
    }

    private Order orderIn(ReceivedMessage message) {
        if (message.id() == null) {
            throw new AmqpRejectAndDontRequeueException(
                    "It has no message-id, so a duplicate could not be recognised");
        }
        try {
            return json.readValue(message.text(), Order.class);
        } catch (JacksonException e) {
            throw new MessageConversionException("The text is not an order", e);
        }
    }

    private void ship(Order order) {
        order.items().stream()
                .filter(item -> item.startsWith("out of stock"))
                .findFirst()
                .ifPresent(item -> {
                    throw new OutOfStockException(item);
                });
        if (!orders.ship(order.id())) {
            throw new AmqpRejectAndDontRequeueException("There is no order " + order.id());
        }
    }
}
