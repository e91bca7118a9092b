package dev.rabbitpatterns.headers;

import dev.rabbitpatterns.messaging.TextMessageConverter;
import dev.rabbitpatterns.messaging.publish.ConfirmedPublisher;
import dev.rabbitpatterns.messaging.publish.OutgoingMessage;
import dev.rabbitpatterns.messaging.publish.PublishOutcome;
import dev.rabbitpatterns.messaging.rest.Batch;
import dev.rabbitpatterns.messaging.rest.LineAnswers;
import dev.rabbitpatterns.messaging.rest.Lines;
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

    Batch<PublishOutcome> send(Batch<NewLog> logs, @Nullable String key) {
        return publisher.publishAll(logs, key, this::toMessage);
    }

    LineAnswers<PublishOutcome> send(Lines<NewLog> logs, @Nullable String key) {
        return publisher.publishAll(logs, key, this::toMessage);
    }

    private OutgoingMessage toMessage(NewLog log, @Nullable String id) {
        Message message = converter.toMessage(log.text(), id);
        log.headersOrNone().forEach(message.getMessageProperties()::setHeader);
        return new OutgoingMessage(HeadersTopology.EXCHANGE, "", message);
    }
}
