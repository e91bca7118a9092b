package dev.rabbitpatterns.headers;

import org.springframework.amqp.core.HeadersExchange;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Every name that the broker knows of this service; it gives the subscribers' queues theirs.
 *
 * <p>Subscribers are sent many messages ahead and acknowledge many at once: {@code
 * messaging.subscribers.prefetch} and {@code acknowledge-together}.
 */
@Configuration(proxyBeanMethods = false)
class HeadersTopology {

    static final String EXCHANGE = "header_test";

    /** Argument of a binding: whether all of its headers have to match, or any. */
    static final String MATCH = "x-match";

    /**
     * Exactly as the official tutorials declare it: gone when the broker restarts, unless somebody
     * is here to declare it again.
     */
    @Bean
    HeadersExchange headerTest() {
        return new HeadersExchange(EXCHANGE, false, false);
    }
}
