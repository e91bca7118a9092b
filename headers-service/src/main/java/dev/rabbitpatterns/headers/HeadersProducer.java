package dev.rabbitpatterns.headers;

import dev.rabbitpatterns.messaging.TextMessageConverter;
import dev.rabbitpatterns.messaging.publish.ConfirmedPublisher;
import dev.rabbitpatterns.messaging.publish.PublishReceipt;
import org.jspecify.annotations.Nullable;
import org.springframework.amqp.core.Message;
import org.springframework.stereotype.Component;

/** Publishes a log with its headers, and returns when the broker has confirmed it. */
@Component
class HeadersProducer {

    private final ConfirmedPublisher publisher;
    private final TextMessageConverter converter;

    HeadersProducer(ConfirmedPublisher publisher, TextMessageConverter converter) {
        this.publisher = publisher;
        this.converter = converter;
    }

    PublishReceipt send(String text, Headers headers, @Nullable String id) {
        Message message = converter.toMessage(text, id);
        headers.forEach(message.getMessageProperties()::setHeader);
        return publisher.publish(HeadersTopology.EXCHANGE, "", message);
    }
}
