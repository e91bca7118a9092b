package dev.rabbitpatterns.routing;

import dev.rabbitpatterns.messaging.TextMessageConverter;
import dev.rabbitpatterns.messaging.publish.ConfirmedPublisher;
import dev.rabbitpatterns.messaging.publish.PublishReceipt;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Publishes a log under its severity, and returns when the broker has confirmed it. */
@Component
class RoutingProducer {

    private final ConfirmedPublisher publisher;
    private final TextMessageConverter converter;

    RoutingProducer(ConfirmedPublisher publisher, TextMessageConverter converter) {
        this.publisher = publisher;
        this.converter = converter;
    }

    PublishReceipt send(String text, String severity, @Nullable String id) {
        return publisher.publish(RoutingTopology.EXCHANGE, severity, converter.toMessage(text, id));
    }
}
