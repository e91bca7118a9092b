package dev.rabbitpatterns.hello;

import dev.rabbitpatterns.messaging.deadletter.DeadLetters;
import org.springframework.amqp.core.Declarables;
import org.springframework.amqp.core.QueueBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Every name of this service that the broker knows.
 *
 * <p>Receiving a message takes no time, so the consumer prefetches many and acknowledges them in
 * batches: {@code spring.rabbitmq.listener.simple.prefetch} and {@code batch-size}.
 */
@Configuration(proxyBeanMethods = false)
class HelloTopology {

    static final String QUEUE = "hello";

    /**
     * The first queue is declared exactly as in the official tutorials. With other arguments,
     * whichever side starts second would fail to declare it.
     */
    @Bean
    Declarables helloQueues() {
        return new Declarables(
                QueueBuilder.durable(QUEUE).quorum().build(), DeadLetters.declarationFor(QUEUE));
    }
}
