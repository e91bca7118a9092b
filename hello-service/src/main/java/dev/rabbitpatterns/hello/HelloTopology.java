package dev.rabbitpatterns.hello;

import dev.rabbitpatterns.messaging.deadletter.DeadLetters;
import org.springframework.amqp.core.Declarables;
import org.springframework.amqp.core.QueueBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Every name that the broker knows of this service.
 *
 * <p>Receiving a message takes no time, so the consumer prefetches many and acknowledges them in
 * batches: {@code spring.rabbitmq.listener.simple.prefetch} and {@code batch-size}.
 */
@Configuration(proxyBeanMethods = false)
class HelloTopology {

    static final String QUEUE = "hello";

    /**
     * The first queue is declared exactly as in the official tutorials: with any other argument,
     * one of the two sides could not start.
     */
    @Bean
    Declarables helloQueues() {
        return new Declarables(
                QueueBuilder.durable(QUEUE).quorum().build(), DeadLetters.declarationFor(QUEUE));
    }
}
