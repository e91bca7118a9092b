package dev.rabbitpatterns.messaging;

import static dev.rabbitpatterns.messaging.MessageEvent.Type.CONFIRMED;
import static dev.rabbitpatterns.messaging.MessageEvent.Type.PUBLISHED;
import static dev.rabbitpatterns.messaging.MessageEvent.Type.REFUSED;
import static dev.rabbitpatterns.messaging.MessageEvent.Type.RETURNED;
import static dev.rabbitpatterns.messaging.MessageEvent.Type.UNCONFIRMED;

import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.springframework.amqp.AmqpConnectException;
import org.springframework.amqp.AmqpException;
import org.springframework.amqp.core.Address;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.rabbit.connection.Connection;
import org.springframework.amqp.rabbit.connection.ConnectionBlockedEvent;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.amqp.rabbit.connection.ConnectionUnblockedEvent;
import org.springframework.amqp.rabbit.connection.CorrelationData;
import org.springframework.amqp.rabbit.connection.CorrelationData.Confirm;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.context.event.EventListener;

/**
 * Publishes a message and returns when the broker has it: a {@link Receipt} is the broker's word,
 * and whatever else can happen is a {@link PublishException} that says what is known of the
 * message.
 */
public class ConfirmedPublisher {

    private final RabbitTemplate template;
    private final MessageEvents events;
    private final Duration confirmTimeout;
    private volatile @Nullable Connection blocked;

    /**
     * @param template with correlated confirms, returns and {@code mandatory}: without the three,
     *     silence would look like success
     */
    public ConfirmedPublisher(
            RabbitTemplate template, MessageEvents events, Duration confirmTimeout) {
        this.template = template;
        this.events = events;
        this.confirmTimeout = confirmTimeout;
    }

    /** Publishes where it is legal that no queue is bound; {@link Receipt#routed()} tells. */
    public Receipt publish(String exchange, String routingKey, Message message) {
        String id =
                Objects.requireNonNull(
                        message.getMessageProperties().getMessageId(), "a message needs an id");
        events.emit(MessageEvent.outgoing(PUBLISHED, exchange, routingKey, message));
        try {
            boolean routed = confirm(exchange, routingKey, message);
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
        Connection alarmed = blocked;
        if (alarmed != null && alarmed.isOpen()) {
            throw new PublishException.Refused(
                    "The broker has run low on memory or disk and takes no messages", null);
        }
        CorrelationData correlation = new CorrelationData(UUID.randomUUID().toString());
        send(exchange, routingKey, message, correlation);
        Confirm confirm = await(correlation);
        if (confirm.ack()) {
            return correlation.getReturned() == null || isDirectReply(routingKey);
        }
        // The broker's own nack has no reason. One with a reason was made up when the channel
        // closed under the publish.
        if (confirm.reason() == null) {
            throw new PublishException.Refused(
                    "The broker did not take the message: the queue is full or unavailable", null);
        }
        throw new PublishException.OutcomeUnknown(
                "The connection was lost before the broker confirmed", null);
    }

    /**
     * A direct reply address is no queue: RabbitMQ 3 returns what is sent to it even when it has
     * arrived, RabbitMQ 4 returns nothing even when nobody is there.
     */
    private static boolean isDirectReply(String routingKey) {
        return routingKey.startsWith(Address.AMQ_RABBITMQ_REPLY_TO + ".");
    }

    private void send(
            String exchange, String routingKey, Message message, CorrelationData correlation) {
        connect();
        try {
            template.send(exchange, routingKey, message, correlation);
        } catch (AmqpConnectException e) {
            throw new PublishException.Refused("The broker is not reachable", e);
        } catch (AmqpException e) {
            throw new PublishException.OutcomeUnknown(
                    "The connection failed while the message was written", e);
        }
    }

    /**
     * Apart from sending, as a connection that cannot be opened leaves no doubt about the message.
     */
    private void connect() {
        try {
            ConnectionFactory connections = template.getConnectionFactory();
            ConnectionFactory publishers = connections.getPublisherConnectionFactory();
            (publishers != null ? publishers : connections).createConnection();
        } catch (AmqpException e) {
            throw new PublishException.Refused("The broker is not reachable", e);
        }
    }

    private Confirm await(CorrelationData correlation) {
        try {
            return correlation.getFuture().get(confirmTimeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new PublishException.OutcomeUnknown(
                    "The broker did not confirm within " + confirmTimeout.toMillis() + " ms", e);
        } catch (ExecutionException e) {
            throw new PublishException.OutcomeUnknown("The confirm failed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PublishException.OutcomeUnknown("Interrupted before the broker confirmed", e);
        }
    }

    @EventListener
    void onBlocked(ConnectionBlockedEvent event) {
        blocked = event.getConnection();
    }

    @EventListener
    void onUnblocked(ConnectionUnblockedEvent event) {
        blocked = null;
    }
}
