package dev.rabbitpatterns.routing;

import dev.rabbitpatterns.messaging.ConfirmedPublisher;
import dev.rabbitpatterns.messaging.Receipt;
import dev.rabbitpatterns.messaging.TextMessageConverter;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Hands a log to the exchange under its severity, and returns when the broker has it. */
@Component
class RoutingProducer {

    private final ConfirmedPublisher publisher;
    private final TextMessageConverter converter;

    RoutingProducer(ConfirmedPublisher publisher, TextMessageConverter converter) {
        this.publisher = publisher;
        this.converter = converter;
    }

    Receipt send(String text, String severity, @Nullable String id) {
        return publisher.publish(RoutingTopology.EXCHANGE, severity, converter.toMessage(text, id));
    }
}
