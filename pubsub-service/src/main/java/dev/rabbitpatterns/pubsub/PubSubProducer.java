package dev.rabbitpatterns.pubsub;

import dev.rabbitpatterns.messaging.ConfirmedPublisher;
import dev.rabbitpatterns.messaging.Receipt;
import dev.rabbitpatterns.messaging.TextMessageConverter;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Hands a log to the exchange, and returns when the broker has it; who gets it is not its business.
 */
@Component
class PubSubProducer {

    private final ConfirmedPublisher publisher;
    private final TextMessageConverter converter;

    PubSubProducer(ConfirmedPublisher publisher, TextMessageConverter converter) {
        this.publisher = publisher;
        this.converter = converter;
    }

    Receipt send(String text, @Nullable String id) {
        return publisher.publish(PubSubTopology.EXCHANGE, "", converter.toMessage(text, id));
    }
}
