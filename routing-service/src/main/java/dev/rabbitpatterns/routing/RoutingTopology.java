package dev.rabbitpatterns.routing;

import org.springframework.amqp.core.DirectExchange;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Every name that the broker knows of this service; it names the subscribers' queues itself.
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
     * Declared exactly as in the official tutorials: it is not durable, so after a restart of the
     * broker it is declared again.
     */
    @Bean
    DirectExchange directLogs() {
        return new DirectExchange(EXCHANGE, false, false);
    }
}
