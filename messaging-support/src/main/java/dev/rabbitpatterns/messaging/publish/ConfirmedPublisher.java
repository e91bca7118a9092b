package dev.rabbitpatterns.messaging.publish;

import static dev.rabbitpatterns.messaging.events.MessageEvent.Type.CONFIRMED;
import static dev.rabbitpatterns.messaging.events.MessageEvent.Type.PUBLISHED;
import static dev.rabbitpatterns.messaging.events.MessageEvent.Type.REFUSED;
import static dev.rabbitpatterns.messaging.events.MessageEvent.Type.RETURNED;
import static dev.rabbitpatterns.messaging.events.MessageEvent.Type.UNCONFIRMED;

import dev.rabbitpatterns.messaging.events.MessageEvent;
import dev.rabbitpatterns.messaging.events.MessageEvents;
import io.micrometer.observation.Observation;
import java.time.Duration;
import java.util.List;
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
        PendingPublish.requireFit(message);
        return await(submit(exchange, routingKey, message));
    }

    /** Publishes to the queue of this name, which has to exist. */
    public PublishReceipt publishToQueue(String queue, Message message) {
        return routed(queue, publish("", queue, message));
    }

    /**
     * Publishes several messages to the queue of this name, in order, before it waits for the first
     * confirm.
     *
     * @return the outcome of each, in the same order
     */
    public List<PublishOutcome> publishAllToQueue(String queue, List<Message> messages) {
        messages.forEach(PendingPublish::requireFit);
        List<Submitted> submitted =
                messages.stream().map(message -> submit("", queue, message)).toList();
        return submitted.stream()
                .map(one -> PublishOutcome.of(() -> routed(queue, await(one))))
                .toList();
    }

    private static PublishReceipt routed(String queue, PublishReceipt receipt) {
        if (!receipt.routed()) {
            throw new PublishException.NoQueue(queue);
        }
        return receipt;
    }

    /** A publish whose outcome nobody has waited for yet. */
    private record Submitted(
            String id,
            String exchange,
            String routingKey,
            Message message,
            PendingPublish publish,
            Observation observation) {}

    private Submitted submit(String exchange, String routingKey, Message message) {
        String id =
                Objects.requireNonNull(
                        message.getMessageProperties().getMessageId(), "a message needs an id");
        Observation observed = observation.start(exchange, routingKey, message);
        PendingPublish publish = PendingPublish.of(exchange, routingKey, message);
        events.emit(MessageEvent.outgoing(PUBLISHED, exchange, routingKey, message));
        channel.submit(publish, confirmTimeout);
        return new Submitted(id, exchange, routingKey, message, publish, observed);
    }

    private PublishReceipt await(Submitted submitted) {
        String exchange = submitted.exchange();
        String routingKey = submitted.routingKey();
        Message message = submitted.message();
        try {
            boolean routed = submitted.publish().await();
            MessageEvent.Type type = routed ? CONFIRMED : RETURNED;
            events.emit(MessageEvent.outgoing(type, exchange, routingKey, message));
            return new PublishReceipt(submitted.id(), exchange, routingKey, routed);
        } catch (PublishException e) {
            submitted.observation().error(e);
            MessageEvent.Type type = e instanceof PublishException.Refused ? REFUSED : UNCONFIRMED;
            events.emit(
                    MessageEvent.outgoing(type, exchange, routingKey, message)
                            .because(e.getMessage()));
            throw e;
        } finally {
            submitted.observation().stop();
        }
    }
}
