package dev.rabbitpatterns.topic;

import dev.rabbitpatterns.messaging.ConfirmedPublisher;
import dev.rabbitpatterns.messaging.Receipt;
import dev.rabbitpatterns.messaging.TextMessageConverter;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Hands a log to the exchange under its routing key, and returns when the broker has it. */
@Component
class TopicProducer {

    private final ConfirmedPublisher publisher;
    private final TextMessageConverter converter;

    TopicProducer(ConfirmedPublisher publisher, TextMessageConverter converter) {
        this.publisher = publisher;
        this.converter = converter;
    }

    Receipt send(String text, String routingKey, @Nullable String id) {
        return publisher.publish(TopicTopology.EXCHANGE, routingKey, converter.toMessage(text, id));
    }
}
