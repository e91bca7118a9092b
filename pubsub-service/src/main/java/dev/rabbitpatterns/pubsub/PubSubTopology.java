package dev.rabbitpatterns.pubsub;

import org.springframework.amqp.core.FanoutExchange;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Every name of this service that the broker knows. The broker names the subscribers' queues
 * itself.
 *
 * <p>Subscribers prefetch many messages and acknowledge them in batches: {@code
 * messaging.subscribe.prefetch} and {@code ack-batch-size}.
 */
@Configuration(proxyBeanMethods = false)
class PubSubTopology {

    static final String EXCHANGE = "logs";

    /**
     * Declared exactly as in the official tutorials. It is not durable, so it is declared again
     * after a restart of the broker.
     */
    @Bean
    FanoutExchange logs() {
        return new FanoutExchange(EXCHANGE, false, false);
    }
}
