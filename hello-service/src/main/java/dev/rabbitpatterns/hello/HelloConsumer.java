package dev.rabbitpatterns.hello;

import dev.rabbitpatterns.messaging.Inbox;
import dev.rabbitpatterns.messaging.MessageEvent;
import dev.rabbitpatterns.messaging.MessageEvents;
import dev.rabbitpatterns.messaging.OneEffect;
import dev.rabbitpatterns.messaging.PullConsumer;
import dev.rabbitpatterns.messaging.ReceivedMessage;
import java.util.Optional;
import org.springframework.amqp.rabbit.annotation.RabbitListener;
import org.springframework.stereotype.Component;

/**
 * Receives what is in the queue: pushed, as soon as it is there, or pulled by hand.
 *
 * <p>Either way a message is acknowledged after {@link #receive} has returned. If it throws, the
 * message is tried again and, in the end, set aside in the dead-letter queue.
 */
@Component
class HelloConsumer {

    static final String ID = "hello";

    private final OneEffect oneEffect;
    private final Inbox inbox;
    private final PullConsumer pullConsumer;
    private final MessageEvents events;

    HelloConsumer(
            OneEffect oneEffect, Inbox inbox, PullConsumer pullConsumer, MessageEvents events) {
        this.oneEffect = oneEffect;
        this.inbox = inbox;
        this.pullConsumer = pullConsumer;
        this.events = events;
    }

    @RabbitListener(id = ID, queues = HelloTopology.QUEUE)
    void receive(ReceivedMessage message) {
        if (!oneEffect.perform(message.id(), () -> inbox.add(message))) {
            events.emit(MessageEvent.duplicate(message, HelloTopology.QUEUE));
        }
    }

    /** Takes one message by hand, if there is one. */
    Optional<ReceivedMessage> pull() {
        return pullConsumer.pull(HelloTopology.QUEUE, this::receive);
    }
}
