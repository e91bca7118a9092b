package dev.rabbitpatterns.hello;

import dev.rabbitpatterns.messaging.TextMessageConverter;
import dev.rabbitpatterns.messaging.publish.ConfirmedPublisher;
import dev.rabbitpatterns.messaging.publish.PublishReceipt;
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

    PublishReceipt send(String text, @Nullable String id) {
        return publisher.publishToQueue(HelloTopology.QUEUE, converter.toMessage(text, id));
    }
}
