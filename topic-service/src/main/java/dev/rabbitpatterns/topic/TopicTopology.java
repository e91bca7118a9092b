package dev.rabbitpatterns.topic;

import org.springframework.amqp.core.TopicExchange;
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
class TopicTopology {

    static final String EXCHANGE = "topic_logs";

    /** The key of a log that names none. */
    static final String DEFAULT_ROUTING_KEY = "anonymous.info";

    /**
     * Declared exactly as in the official tutorials. It is not durable, so it is declared again
     * after a restart of the broker.
     */
    @Bean
    TopicExchange topicLogs() {
        return new TopicExchange(EXCHANGE, false, false);
    }
}
