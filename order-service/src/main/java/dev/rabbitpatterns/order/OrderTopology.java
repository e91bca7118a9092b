package dev.rabbitpatterns.order;

import dev.rabbitpatterns.messaging.deadletter.DeadLetters;
import org.springframework.amqp.core.BindingBuilder;
import org.springframework.amqp.core.Declarables;
import org.springframework.amqp.core.Queue;
import org.springframework.amqp.core.QueueBuilder;
import org.springframework.amqp.core.TopicExchange;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Every name of this service that the broker knows. */
@Configuration(proxyBeanMethods = false)
class OrderTopology {

    static final String EXCHANGE = "orders";

    /** The key of the message that an order was placed. */
    static final String PLACED = "order.placed";

    static final String QUEUE = "orders.shipping";

    /** Durable, so that no restart of the broker separates the exchange from its queue. */
    @Bean
    Declarables orderQueues() {
        TopicExchange exchange = new TopicExchange(EXCHANGE, true, false);
        Queue queue = QueueBuilder.durable(QUEUE).quorum().build();
        return new Declarables(
                exchange,
                queue,
                BindingBuilder.bind(queue).to(exchange).with(PLACED),
                DeadLetters.declarationFor(QUEUE));
    }
}
