package dev.rabbitpatterns.hello;

import dev.rabbitpatterns.messaging.TextMessageConverter;
import dev.rabbitpatterns.messaging.publish.ConfirmedPublisher;
import dev.rabbitpatterns.messaging.publish.OutgoingMessage;
import dev.rabbitpatterns.messaging.publish.PublishOutcome;
import dev.rabbitpatterns.messaging.rest.Batch;
import dev.rabbitpatterns.messaging.rest.LineAnswers;
import dev.rabbitpatterns.messaging.rest.Lines;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Publishes a text to the queue, and returns when the broker has confirmed it. */
@Component
class HelloProducer {

    private final ConfirmedPublisher publisher;
    private final TextMessageConverter converter;

    HelloProducer(ConfirmedPublisher publisher, TextMessageConverter converter) {
        this.publisher = publisher;
        this.converter = converter;
    }

    Batch<PublishOutcome> send(Batch<NewMessage> messages, @Nullable String key) {
        return publisher.publishAll(messages, key, this::toMessage);
    }

    LineAnswers<PublishOutcome> send(Lines<NewMessage> messages, @Nullable String key) {
        return publisher.publishAll(messages, key, this::toMessage);
    }

    private OutgoingMessage toMessage(NewMessage message, @Nullable String id) {
        return OutgoingMessage.toQueue(
                HelloTopology.QUEUE, converter.toMessage(message.text(), id));
    }
}
