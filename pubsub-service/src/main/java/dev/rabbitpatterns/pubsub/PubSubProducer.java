package dev.rabbitpatterns.pubsub;

import dev.rabbitpatterns.messaging.TextMessageConverter;
import dev.rabbitpatterns.messaging.publish.ConfirmedPublisher;
import dev.rabbitpatterns.messaging.publish.PublishReceipt;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Publishes a log to the exchange, and returns when the broker has confirmed it. */
@Component
class PubSubProducer {

    private final ConfirmedPublisher publisher;
    private final TextMessageConverter converter;

    PubSubProducer(ConfirmedPublisher publisher, TextMessageConverter converter) {
        this.publisher = publisher;
        this.converter = converter;
    }

    PublishReceipt send(String text, @Nullable String id) {
        return publisher.publish(PubSubTopology.EXCHANGE, "", converter.toMessage(text, id));
    }
}
