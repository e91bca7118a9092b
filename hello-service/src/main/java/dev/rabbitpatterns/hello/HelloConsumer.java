package dev.rabbitpatterns.hello;

import dev.rabbitpatterns.messaging.ReceivedMessage;
import dev.rabbitpatterns.messaging.consume.Deduplicator;
import dev.rabbitpatterns.messaging.consume.Inbox;
import dev.rabbitpatterns.messaging.consume.PullConsumer;
import dev.rabbitpatterns.messaging.events.MessageEvent;
import dev.rabbitpatterns.messaging.events.MessageEvents;
import java.util.Optional;
import org.springframework.amqp.rabbit.annotation.RabbitListener;
import org.springframework.stereotype.Component;

/**
 * Receives messages from the queue: pushed by the broker, or pulled on request.
 *
 * <p>Either way a message is acknowledged after {@link #receive} has returned. If it throws, the
 * message is retried and finally moved to the dead-letter queue.
 */
@Component
class HelloConsumer {

    static final String ID = "hello";

    private final Deduplicator deduplicator;
    private final Inbox inbox;
    private final PullConsumer pullConsumer;
    private final MessageEvents events;

    HelloConsumer(
            Deduplicator deduplicator,
            Inbox inbox,
            PullConsumer pullConsumer,
            MessageEvents events) {
        this.deduplicator = deduplicator;
        this.inbox = inbox;
        this.pullConsumer = pullConsumer;
        this.events = events;
    }

    @RabbitListener(id = ID, queues = HelloTopology.QUEUE)
    void receive(ReceivedMessage message) {
        if (!deduplicator.runOnce(message.id(), () -> inbox.add(message))) {
            events.emit(MessageEvent.duplicate(message, HelloTopology.QUEUE));
        }
    }

    /** Pulls one message, if there is one. */
    Optional<ReceivedMessage> pull() {
        return pullConsumer.pull(HelloTopology.QUEUE, this::receive);
    }
}
