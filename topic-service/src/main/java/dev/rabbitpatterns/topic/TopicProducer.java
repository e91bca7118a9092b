package dev.rabbitpatterns.topic;

import dev.rabbitpatterns.messaging.TextMessageConverter;
import dev.rabbitpatterns.messaging.publish.ConfirmedPublisher;
import dev.rabbitpatterns.messaging.publish.PublishReceipt;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Publishes a log under its routing key, and returns when the broker has confirmed it. */
@Component
class TopicProducer {

    private final ConfirmedPublisher publisher;
    private final TextMessageConverter converter;

    TopicProducer(ConfirmedPublisher publisher, TextMessageConverter converter) {
        this.publisher = publisher;
        this.converter = converter;
    }

    PublishReceipt send(String text, String routingKey, @Nullable String id) {
        return publisher.publish(TopicTopology.EXCHANGE, routingKey, converter.toMessage(text, id));
    }
}
