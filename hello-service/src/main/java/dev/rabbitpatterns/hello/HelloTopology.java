package dev.rabbitpatterns.hello;

import org.springframework.amqp.core.Declarables;
import org.springframework.amqp.core.QueueBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Every name that the broker knows of this service. */
@Configuration(proxyBeanMethods = false)
class HelloTopology {

    static final String QUEUE = "hello";
    static final String DEAD_LETTERS = QUEUE + ".dead";

    /**
     * Declared exactly as the official tutorials do: another argument, and one of the two sides
     * could not start.
     */
    @Bean
    Declarables helloQueues() {
        return new Declarables(
                QueueBuilder.durable(QUEUE).quorum().build(),
                QueueBuilder.durable(DEAD_LETTERS).quorum().build());
    }
}
