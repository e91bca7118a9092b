package dev.rabbitpatterns.routing;

import org.springframework.amqp.core.DirectExchange;
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
class RoutingTopology {

    static final String EXCHANGE = "direct_logs";

    /** The severity of a log that names none. */
    static final String DEFAULT_SEVERITY = "info";

    /**
     * Declared exactly as in the official tutorials. It is not durable, so it is declared again
     * after a restart of the broker.
     */
    @Bean
    DirectExchange directLogs() {
        return new DirectExchange(EXCHANGE, false, false);
    }
}
