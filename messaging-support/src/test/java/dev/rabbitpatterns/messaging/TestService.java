package dev.rabbitpatterns.messaging;

import dev.rabbitpatterns.messaging.deadletter.DeadLetters;
import org.springframework.amqp.core.Declarables;
import org.springframework.amqp.core.FanoutExchange;
import org.springframework.amqp.core.QueueBuilder;
import org.springframework.amqp.rabbit.annotation.RabbitListener;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;

/** The smallest service that uses the library. */
@SpringBootConfiguration
@EnableAutoConfiguration
public class TestService {

    public static final String QUEUE = "support-test";
    public static final String UNBOUND = "support-test.unbound";

    @Bean
    Declarables topology() {
        return new Declarables(
                new FanoutExchange(UNBOUND, false, false),
                QueueBuilder.durable(QUEUE).quorum().build(),
                QueueBuilder.durable(DeadLetters.queueFor(QUEUE)).quorum().build());
    }

    @RabbitListener(id = QUEUE, queues = QUEUE)
    void receive(ReceivedMessage message) {
        if (message.text().startsWith("poison")) {
            throw new IllegalStateException("poisoned");
        }
    }
}
