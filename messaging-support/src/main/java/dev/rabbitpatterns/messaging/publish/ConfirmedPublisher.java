package dev.rabbitpatterns.messaging.publish;

import static dev.rabbitpatterns.messaging.events.MessageEvent.Type.CONFIRMED;
import static dev.rabbitpatterns.messaging.events.MessageEvent.Type.PUBLISHED;
import static dev.rabbitpatterns.messaging.events.MessageEvent.Type.REFUSED;
import static dev.rabbitpatterns.messaging.events.MessageEvent.Type.RETURNED;
import static dev.rabbitpatterns.messaging.events.MessageEvent.Type.UNCONFIRMED;

import dev.rabbitpatterns.messaging.events.MessageEvent;
import dev.rabbitpatterns.messaging.events.MessageEvents;
import java.time.Duration;
import java.util.Objects;
import org.springframework.amqp.core.Message;

/**
 * Publishes a message and returns when the broker has it. A {@link PublishReceipt} means that the
 * broker confirmed; every other outcome is a {@link PublishException} that says what is known.
 *
 * <p>Waiting for the confirm costs the publisher time, but not throughput: see {@link GroupCommit}.
 */
public class ConfirmedPublisher {

    private final GroupCommit channel;
    private final MessageEvents events;
    private final PublishObservation observation;
    private final Duration confirmTimeout;

    ConfirmedPublisher(
            GroupCommit channel,
            MessageEvents events,
            PublishObservation observation,
            Duration confirmTimeout) {
        this.channel = channel;
        this.events = events;
        this.observation = observation;
        this.confirmTimeout = confirmTimeout;
    }

    /** Publishes to an exchange, where it is legal that no queue is bound. */
    public PublishReceipt publish(String exchange, String routingKey, Message message) {
        String id =
                Objects.requireNonNull(
                        message.getMessageProperties().getMessageId(), "a message needs an id");
        events.emit(MessageEvent.outgoing(PUBLISHED, exchange, routingKey, message));
        try {
            boolean routed =
                    observation.of(
                            exchange,
                            routingKey,
                            message,
                            () ->
                                    channel.publish(
                                            PendingPublish.of(exchange, routingKey, message),
                                            confirmTimeout));
            events.emit(
                    MessageEvent.outgoing(
                            routed ? CONFIRMED : RETURNED, exchange, routingKey, message));
            return new PublishReceipt(id, exchange, routingKey, routed);
        } catch (PublishException e) {
            MessageEvent.Type type = e instanceof PublishException.Refused ? REFUSED : UNCONFIRMED;
            events.emit(
                    MessageEvent.outgoing(type, exchange, routingKey, message)
                            .because(e.getMessage()));
            throw e;
        }
    }

    /** Publishes to the queue of this name, which has to exist. */
    public PublishReceipt publishToQueue(String queue, Message message) {
        PublishReceipt receipt = publish("", queue, message);
        if (!receipt.routed()) {
            throw new PublishException.NoQueue(queue);
        }
        return receipt;
    }
}
