package dev.rabbitpatterns.hello;

import dev.rabbitpatterns.messaging.DeadLetters;
import org.springframework.amqp.core.Declarables;
import org.springframework.amqp.core.QueueBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Every name that the broker knows of this service.
 *
 * <p>To receive a message takes no time. So many are sent ahead to the consumer, and one
 * acknowledgement does for many: {@code spring.rabbitmq.listener.simple.prefetch} and {@code
 * batch-size}.
 */
@Configuration(proxyBeanMethods = false)
class HelloTopology {

    static final String QUEUE = "hello";

    /**
     * The first one exactly as the official tutorials declare it: another argument, and one of the
     * two sides could not start.
     */
    @Bean
    Declarables helloQueues() {
        return new Declarables(
                QueueBuilder.durable(QUEUE).quorum().build(), DeadLetters.declarationFor(QUEUE));
    }
}
