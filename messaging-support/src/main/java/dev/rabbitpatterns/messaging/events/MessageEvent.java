package dev.rabbitpatterns.messaging.events;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.rabbitpatterns.messaging.Excerpt;
import dev.rabbitpatterns.messaging.ForwardedMessage;
import dev.rabbitpatterns.messaging.ReceivedMessage;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageProperties;

/**
 * One step in the life of a message.
 *
 * @param type the step
 * @param at when it happened
 * @param messageId the message-id, if there is one
 * @param exchange where the message was published
 * @param routingKey with which key
 * @param queue which queue it was delivered from
 * @param consumer which consumer it was delivered to
 * @param attempt which attempt failed, for a retry or a dead letter
 * @param text how the body begins
 * @param detail the reason, where there is one
 * @param head the properties and headers, when it is published, delivered, answered or replied
 */
public record MessageEvent(
        Type type,
        Instant at,
        @Nullable String messageId,
        @Nullable String exchange,
        @Nullable String routingKey,
        @Nullable String queue,
        @Nullable String consumer,
        @Nullable Integer attempt,
        @Nullable String text,
        @Nullable String detail,
        @Nullable MessageHead head) {

    private static final int TEXT_SHOWN = 200;

    /** The steps, in the order in which a message can take them. */
    public enum Type {
        /** Written to the broker. */
        PUBLISHED,
        /** The broker confirmed it, and at least one queue took it. */
        CONFIRMED,
        /** The broker confirmed it, but no queue was bound. */
        RETURNED,
        /** The broker refused it. */
        REFUSED,
        /** No confirm arrived, so the outcome is unknown. */
        UNCONFIRMED,
        /** A consumer received it. */
        DELIVERED,
        /** Recognised by its id, so it has no second effect. */
        DUPLICATE,
        /** The server sent its answer, which the broker does not confirm. */
        ANSWERED,
        /** The answer to a request arrived. */
        REPLIED,
        /** A request ended without an answer. */
        UNANSWERED,
        /** Dropped, because nobody waits for it. */
        DISCARDED,
        /** The work failed and will be retried. */
        RETRIED,
        /** Moved to the dead-letter queue, with its reason. */
        DEAD_LETTERED,
        /** Deleted from the dead-letter queue. */
        DELETED,
        /** Returned to its queue. */
        REQUEUED,
        /** The consumer acknowledged it. */
        ACKNOWLEDGED,
        /** A subscriber's queue was bound. */
        BOUND,
        /** A subscriber's queue was deleted. */
        UNBOUND,
        /** A consumer started. */
        CONSUMER_STARTED,
        /** A consumer stopped. */
        CONSUMER_STOPPED;

        @JsonValue
        public String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** A step with neither an attempt nor a reason. */
    private MessageEvent(
            Type type,
            @Nullable String messageId,
            @Nullable String exchange,
            @Nullable String routingKey,
            @Nullable String queue,
            @Nullable String consumer,
            @Nullable String text,
            @Nullable MessageHead head) {
        this(
                type,
                Instant.now(),
                messageId,
                exchange,
                routingKey,
                queue,
                consumer,
                null,
                text,
                null,
                head);
    }

    /** A step between a publisher and the broker. */
    public static MessageEvent outgoing(
            Type type, String exchange, String routingKey, Message message) {
        String id = message.getMessageProperties().getMessageId();
        return new MessageEvent(
                type,
                id,
                exchange,
                routingKey,
                null,
                null,
                beginning(message),
                head(type, message));
    }

    /** A step between the broker and a consumer. */
    public static MessageEvent incoming(Type type, Message message) {
        MessageProperties from = message.getMessageProperties();
        boolean repeated = type == Type.DELIVERED && Boolean.TRUE.equals(from.isRedelivered());
        return new MessageEvent(
                        type,
                        ForwardedMessage.id(from),
                        from.getReceivedExchange(),
                        from.getReceivedRoutingKey(),
                        from.getConsumerQueue(),
                        from.getConsumerTag(),
                        beginning(message),
                        head(type, message))
                .because(repeated ? "redelivered" : null);
    }

    /** A duplicate that was delivered from this queue. */
    public static MessageEvent duplicate(ReceivedMessage message, String queue) {
        return new MessageEvent(
                Type.DUPLICATE,
                message.id(),
                message.exchange(),
                message.routingKey(),
                queue,
                null,
                Excerpt.to(TEXT_SHOWN, message.text()),
                null);
    }

    /** A consumer started or stopped. */
    public static MessageEvent consumer(Type type, String queue, String consumer) {
        return new MessageEvent(type, null, null, null, queue, consumer, null, null);
    }

    /** A subscriber's queue was bound or deleted. */
    public static MessageEvent binding(
            Type type, String exchange, @Nullable String queue, String subscriber, String detail) {
        return new MessageEvent(type, null, exchange, null, queue, subscriber, null, null)
                .because(detail);
    }

    /** A later step of the same message. */
    public MessageEvent then(Type later) {
        return new MessageEvent(
                later, messageId, exchange, routingKey, queue, consumer, text, null);
    }

    /** The same step, for those who keep many and not for the stream. */
    public MessageEvent withoutHead() {
        return copy(messageId, attempt, detail, null);
    }

    /** The same step, with its reason. */
    public MessageEvent because(@Nullable String reason) {
        return copy(messageId, attempt, reason, head);
    }

    /** The same step, with the number of the attempt. */
    public MessageEvent onAttempt(int number) {
        return copy(messageId, number, detail, head);
    }

    /** The same step of a message that got this id, if it had none, when it was moved. */
    public MessageEvent movedAs(String id) {
        return copy(id, attempt, detail, head);
    }

    private MessageEvent copy(
            @Nullable String id,
            @Nullable Integer number,
            @Nullable String reason,
            @Nullable MessageHead shown) {
        return new MessageEvent(
                type, at, id, exchange, routingKey, queue, consumer, number, text, reason, shown);
    }

    /** Once for each way of the message; its other steps repeat nothing. */
    private static @Nullable MessageHead head(Type type, Message message) {
        return switch (type) {
            case PUBLISHED, DELIVERED, ANSWERED, REPLIED -> MessageHead.of(message);
            default -> null;
        };
    }

    private static String beginning(Message message) {
        byte[] body = message.getBody();
        int bytes = Math.min(body.length, 4 * TEXT_SHOWN);
        return Excerpt.to(TEXT_SHOWN, new String(body, 0, bytes, StandardCharsets.UTF_8));
    }
}
