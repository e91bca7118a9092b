package dev.rabbitpatterns.routing;

import org.springframework.amqp.core.DirectExchange;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Every name that the broker knows of this service; it gives the subscribers' queues theirs.
 *
 * <p>Subscribers are sent many messages ahead and acknowledge many at once: {@code
 * messaging.subscribers.prefetch} and {@code acknowledge-together}.
 */
@Configuration(proxyBeanMethods = false)
class RoutingTopology {

    static final String EXCHANGE = "direct_logs";

    /** The severity of a log that does not say one. */
    static final String DEFAULT_SEVERITY = "info";

    /**
     * Exactly as the official tutorials declare it: gone when the broker restarts, unless somebody
     * is here to declare it again.
     */
    @Bean
    DirectExchange directLogs() {
        return new DirectExchange(EXCHANGE, false, false);
    }
}
