package dev.rabbitpatterns.headers;

import org.springframework.amqp.core.HeadersExchange;
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
class HeadersTopology {

    static final String EXCHANGE = "header_test";

    /** Argument of a binding: whether all of its headers have to match, or any of them. */
    static final String MATCH = "x-match";

    /**
     * Declared exactly as in the official tutorials. It is not durable, so it is declared again
     * after a restart of the broker.
     */
    @Bean
    HeadersExchange headerTest() {
        return new HeadersExchange(EXCHANGE, false, false);
    }
}
