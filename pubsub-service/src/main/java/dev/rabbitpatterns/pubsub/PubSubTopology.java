package dev.rabbitpatterns.pubsub;

import org.springframework.amqp.core.FanoutExchange;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Every name that the broker knows of this service; it gives the subscribers' queues theirs.
 *
 * <p>Subscribers are sent many messages ahead and acknowledge many at once: {@code
 * messaging.subscribers.prefetch} and {@code acknowledge-together}.
 */
@Configuration(proxyBeanMethods = false)
class PubSubTopology {

    static final String EXCHANGE = "logs";

    /**
     * Exactly as the official tutorials declare it: gone when the broker restarts, unless somebody
     * is here to declare it again.
     */
    @Bean
    FanoutExchange logs() {
        return new FanoutExchange(EXCHANGE, false, false);
    }
}
