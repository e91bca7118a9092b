package dev.rabbitpatterns.messaging;

import static dev.rabbitpatterns.messaging.MessageEvent.Type.CONFIRMED;
import static dev.rabbitpatterns.messaging.MessageEvent.Type.PUBLISHED;
import static dev.rabbitpatterns.messaging.MessageEvent.Type.REFUSED;
import static dev.rabbitpatterns.messaging.MessageEvent.Type.RETURNED;
import static dev.rabbitpatterns.messaging.MessageEvent.Type.UNCONFIRMED;

import java.time.Duration;
import java.util.Objects;
import org.springframework.amqp.core.Message;

/**
 * Publishes a message and returns when the broker has it: a {@link Receipt} is the broker's word,
 * and whatever else can happen is a {@link PublishException} that says what is known of the
 * message.
 *
 * <p>Waiting for the broker costs a publisher its time and nobody's throughput: see {@link
 * GroupCommit}.
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

    /** Publishes where it is legal that no queue is bound; {@link Receipt#routed()} tells. */
    public Receipt publish(String exchange, String routingKey, Message message) {
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
                                            Outgoing.of(exchange, routingKey, message),
                                            confirmTimeout));
            events.emit(
                    MessageEvent.outgoing(
                            routed ? CONFIRMED : RETURNED, exchange, routingKey, message));
            return new Receipt(id, exchange, routingKey, routed);
        } catch (PublishException e) {
            MessageEvent.Type type = e instanceof PublishException.Refused ? REFUSED : UNCONFIRMED;
            events.emit(
                    MessageEvent.outgoing(type, exchange, routingKey, message)
                            .because(e.getMessage()));
            throw e;
        }
    }

    /** Publishes to the queue of this name, which has to be there. */
    public Receipt publishToQueue(String queue, Message message) {
        Receipt receipt = publish("", queue, message);
        if (!receipt.routed()) {
            throw new PublishException.NoQueue(queue);
        }
        return receipt;
    }
}
