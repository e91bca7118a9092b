package dev.rabbitpatterns.hello;

import dev.rabbitpatterns.messaging.DeadLetters;
import org.springframework.amqp.core.Declarables;
import org.springframework.amqp.core.QueueBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Every name that the broker knows of this service. */
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
