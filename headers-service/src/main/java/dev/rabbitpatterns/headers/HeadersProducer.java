package dev.rabbitpatterns.headers;

import dev.rabbitpatterns.messaging.ConfirmedPublisher;
import dev.rabbitpatterns.messaging.Receipt;
import dev.rabbitpatterns.messaging.TextMessageConverter;
import org.jspecify.annotations.Nullable;
import org.springframework.amqp.core.Message;
import org.springframework.stereotype.Component;

/** Hands a log to the exchange with its headers, and returns when the broker has it. */
@Component
class HeadersProducer {

    private final ConfirmedPublisher publisher;
    private final TextMessageConverter converter;

    HeadersProducer(ConfirmedPublisher publisher, TextMessageConverter converter) {
        this.publisher = publisher;
        this.converter = converter;
    }

    Receipt send(String text, Headers headers, @Nullable String id) {
        Message message = converter.toMessage(text, id);
        headers.values().forEach(message.getMessageProperties()::setHeader);
        return publisher.publish(HeadersTopology.EXCHANGE, "", message);
    }
}
