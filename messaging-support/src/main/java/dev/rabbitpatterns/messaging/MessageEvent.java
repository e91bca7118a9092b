package dev.rabbitpatterns.messaging;

import com.fasterxml.jackson.annotation.JsonValue;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageProperties;

/**
 * One step in a message's life, as it has happened.
 *
 * @param type which step
 * @param at when
 * @param messageId of which message, if it has an id
 * @param exchange where the message was published
 * @param routingKey with which key
 * @param queue which queue it came from, once delivered
 * @param consumer which consumer has it, once delivered
 * @param attempt which attempt failed, for a retry or a dead letter
 * @param text how the body begins
 * @param detail why, where there is a reason
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
        @Nullable String detail) {

    private static final int TEXT_SHOWN = 200;

    /** The steps, in the order in which a message can take them. */
    public enum Type {
        /** Written to the broker. */
        PUBLISHED,
        /** The broker has it, and at least one queue took it. */
        CONFIRMED,
        /** The broker had it, and no queue wanted it. */
        RETURNED,
        /** The broker does not have it. */
        REFUSED,
        /** Nobody knows whether the broker has it. */
        UNCONFIRMED,
        /** A consumer has it. */
        DELIVERED,
        /** Recognised by its id as one that has had its effect. */
        DUPLICATE,
        /** The answer to a request has come. */
        REPLIED,
        /** No answer to a request will be waited for any longer. */
        UNANSWERED,
        /** Dropped, because nobody waits for it any longer. */
        DISCARDED,
        /** The work failed and is tried again. */
        RETRIED,
        /** Set aside, with its reason. */
        DEAD_LETTERED,
        /** Given back to its queue. */
        REQUEUED,
        /** The broker has been told that the work is done. */
        ACKNOWLEDGED,
        /** A subscriber's queue is bound. */
        BOUND,
        /** A subscriber's queue is gone. */
        UNBOUND,
        /** A consumer has started to listen. */
        CONSUMER_STARTED,
        /** A consumer has stopped to listen. */
        CONSUMER_STOPPED;

        @JsonValue
        public String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** A step that happens between a publisher and the broker. */
    public static MessageEvent outgoing(
            Type type, String exchange, String routingKey, Message message) {
        String id = message.getMessageProperties().getMessageId();
        return new MessageEvent(
                type,
                Instant.now(),
                id,
                exchange,
                routingKey,
                null,
                null,
                null,
                beginning(message),
                null);
    }

    /** A step that happens between the broker and a consumer. */
    public static MessageEvent incoming(Type type, Message message) {
        MessageProperties from = message.getMessageProperties();
        boolean repeated = type == Type.DELIVERED && Boolean.TRUE.equals(from.isRedelivered());
        return new MessageEvent(
                type,
                Instant.now(),
                ForwardedMessage.id(from),
                from.getReceivedExchange(),
                from.getReceivedRoutingKey(),
                from.getConsumerQueue(),
                from.getConsumerTag(),
                null,
                beginning(message),
                repeated ? "redelivered" : null);
    }

    /** A delivery from this queue that had no second effect. */
    public static MessageEvent duplicate(ReceivedMessage message, String queue) {
        return new MessageEvent(
                Type.DUPLICATE,
                Instant.now(),
                message.id(),
                message.exchange(),
                message.routingKey(),
                queue,
                null,
                null,
                Shortened.to(TEXT_SHOWN, message.text()),
                null);
    }

    /** A step that concerns a consumer rather than a message. */
    public static MessageEvent consumer(Type type, String queue, String consumer) {
        return new MessageEvent(
                type, Instant.now(), null, null, null, queue, consumer, null, null, null);
    }

    /** A step that concerns what a subscriber's queue is bound to. */
    static MessageEvent binding(
            Type type, String exchange, @Nullable String queue, String subscriber, String detail) {
        return new MessageEvent(
                type, Instant.now(), null, exchange, null, queue, subscriber, null, null, detail);
    }

    /** A later step of the same message. */
    MessageEvent then(Type later) {
        return new MessageEvent(
                later,
                Instant.now(),
                messageId,
                exchange,
                routingKey,
                queue,
                consumer,
                null,
                text,
                null);
    }

    /** The same step, with its reason. */
    public MessageEvent because(@Nullable String reason) {
        return new MessageEvent(
                type, at, messageId, exchange, routingKey, queue, consumer, attempt, text, reason);
    }

    /** The same step, with the number of the attempt. */
    public MessageEvent onAttempt(int attemptNumber) {
        return new MessageEvent(
                type,
                at,
                messageId,
                exchange,
                routingKey,
                queue,
                consumer,
                attemptNumber,
                text,
                detail);
    }

    private static String beginning(Message message) {
        byte[] body = message.getBody();
        int bytes = Math.min(body.length, 4 * TEXT_SHOWN);
        return Shortened.to(TEXT_SHOWN, new String(body, 0, bytes, StandardCharsets.UTF_8));
    }
}
