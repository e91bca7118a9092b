package dev.rabbitpatterns.hello;

import dev.rabbitpatterns.messaging.ConfirmedPublisher;
import dev.rabbitpatterns.messaging.Receipt;
import dev.rabbitpatterns.messaging.TextMessageConverter;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Puts a text into the queue, and returns when the broker has it there. */
@Component
class HelloProducer {

    private final ConfirmedPublisher publisher;
    private final TextMessageConverter converter;

    HelloProducer(ConfirmedPublisher publisher, TextMessageConverter converter) {
        this.publisher = publisher;
        this.converter = converter;
    }

    Receipt send(String text, @Nullable String id) {
        return publisher.publishToQueue(HelloTopology.QUEUE, converter.toMessage(text, id));
    }
}
