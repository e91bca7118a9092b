package dev.rabbitpatterns.messaging;

import static dev.rabbitpatterns.messaging.MessageEvent.Type.CONFIRMED;
import static dev.rabbitpatterns.messaging.MessageEvent.Type.PUBLISHED;
import static dev.rabbitpatterns.messaging.MessageEvent.Type.REFUSED;
import static dev.rabbitpatterns.messaging.MessageEvent.Type.RETURNED;
import static dev.rabbitpatterns.messaging.MessageEvent.Type.UNCONFIRMED;

import com.rabbitmq.client.AMQP;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Objects;
import org.springframework.amqp.core.Address;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.rabbit.support.DefaultMessagePropertiesConverter;
import org.springframework.amqp.rabbit.support.MessagePropertiesConverter;

/**
 * Publishes a message and returns when the broker has it: a {@link Receipt} is the broker's word,
 * and whatever else can happen is a {@link PublishException} that says what is known of the
 * message.
 *
 * <p>Waiting for the broker costs a publisher its time and nobody's throughput: see {@link
 * GroupCommit}.
 */
public class ConfirmedPublisher {

    private static final MessagePropertiesConverter PROPERTIES =
            new DefaultMessagePropertiesConverter();

    /** The frame that RabbitMQ and its client agree on, and a little room for our own. */
    private static final int LARGEST_HEADERS = 128 * 1024 - 512;

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
                            () -> confirm(exchange, routingKey, message));
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

    private boolean confirm(String exchange, String routingKey, Message message) {
        AMQP.BasicProperties properties =
                PROPERTIES.fromMessageProperties(message.getMessageProperties(), "UTF-8");
        check(properties);
        Outgoing publish = new Outgoing(exchange, routingKey, properties, message.getBody());
        return channel.publish(publish, confirmTimeout) || isDirectReply(exchange, routingKey);
    }

    /**
     * The client would refuse them, too, but after it has counted the publish along: the channel
     * would be lost, and with it the outcome of everybody else's.
     */
    private static void check(AMQP.BasicProperties properties) {
        if (properties.getHeaders() == null || properties.getHeaders().isEmpty()) {
            return;
        }
        try {
            int size = properties.toFrame(0, 0).size();
            if (size > LARGEST_HEADERS) {
                throw new TextTooLongException(size, LARGEST_HEADERS);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * A direct reply address is no queue: RabbitMQ 3 returns what is sent to it even when it has
     * arrived, RabbitMQ 4 returns nothing even when nobody is there.
     */
    private static boolean isDirectReply(String exchange, String routingKey) {
        return exchange.isEmpty() && routingKey.startsWith(Address.AMQ_RABBITMQ_REPLY_TO + ".");
    }
}
