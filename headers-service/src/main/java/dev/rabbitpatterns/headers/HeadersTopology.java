package dev.rabbitpatterns.headers;

import org.springframework.amqp.core.HeadersExchange;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Every name that the broker knows of this service; it names the subscribers' queues itself.
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
     * Declared exactly as in the official tutorials: it is not durable, so after a restart of the
     * broker it is declared again.
     */
    @Bean
    HeadersExchange headerTest() {
        return new HeadersExchange(EXCHANGE, false, false);
    }
}
