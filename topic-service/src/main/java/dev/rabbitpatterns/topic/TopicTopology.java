package dev.rabbitpatterns.topic;

import org.springframework.amqp.core.TopicExchange;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Every name that the broker knows of this service; it gives the subscribers' queues theirs.
 *
 * <p>Subscribers are sent many messages ahead and acknowledge many at once: {@code
 * messaging.subscribers.prefetch} and {@code acknowledge-together}.
 */
@Configuration(proxyBeanMethods = false)
class TopicTopology {

    static final String EXCHANGE = "topic_logs";

    /** The key of a log that does not say one. */
    static final String DEFAULT_ROUTING_KEY = "anonymous.info";

    /**
     * Exactly as the official tutorials declare it: gone when the broker restarts, unless somebody
     * is here to declare it again.
     */
    @Bean
    TopicExchange topicLogs() {
        return new TopicExchange(EXCHANGE, false, false);
    }
}
