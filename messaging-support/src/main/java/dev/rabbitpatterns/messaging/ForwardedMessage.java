package dev.rabbitpatterns.messaging;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageDeliveryMode;
import org.springframework.amqp.core.MessageProperties;

/**
 * What a message keeps when it is retried, dead-lettered or replayed: its body, its identity and a
 * bounded number of plain headers.
 *
 * <p>Whatever else a sender can set stays behind. {@code CC} and {@code BCC} would multiply the
 * message at every step, an expiration would make it vanish, a user-id closes the channel of
 * whoever is not that user, headers near the frame limit leave no room for ours, and a short text
 * that is no UTF-8 is longer once it is read than AMQP can carry.
 */
public final class ForwardedMessage {

    private static final int MOST_HEADERS = 64;
    private static final int LONGEST_HEADER = 1024;

    /** In bytes, by AMQP. */
    private static final int LONGEST_SHORT_TEXT = 255;

    /** What the broker acts on, or writes itself. */
    private static final Set<String> BROKERS_OWN =
            Set.of(
                    "CC",
                    "BCC",
                    "x-death",
                    "x-first-death-exchange",
                    "x-first-death-queue",
                    "x-first-death-reason",
                    "x-last-death-exchange",
                    "x-last-death-queue",
                    "x-last-death-reason",
                    "x-delivery-count",
                    "x-acquired-count",
                    "x-delay",
                    MessageProperties.SPRING_BATCH_FORMAT,
                    Outgoing.NUMBER);

    private ForwardedMessage() {}

    /** A durable message with what may go along of this one. */
    static Message of(Message original) {
        MessageProperties from = original.getMessageProperties();
        MessageProperties to = new MessageProperties();
        to.setMessageId(id(from));
        String contentType = fitting(from.getContentType());
        if (contentType != null) {
            to.setContentType(contentType);
        }
        to.setContentEncoding(fitting(from.getContentEncoding()));
        to.setCorrelationId(fitting(from.getCorrelationId()));
        to.setType(fitting(from.getType()));
        to.setAppId(fitting(from.getAppId()));
        to.setTimestamp(from.getTimestamp());
        to.setDeliveryMode(MessageDeliveryMode.PERSISTENT);
        new TreeMap<>(from.getHeaders())
                .entrySet().stream()
                        .filter(header -> mayGoAlong(header.getKey(), header.getValue()))
                        .limit(MOST_HEADERS)
                        .forEach(header -> to.setHeader(header.getKey(), header.getValue()));
        return new Message(original.getBody(), to);
    }

    /** The message's id; an empty one is none, or all messages without an id would be one. */
    static @Nullable String id(MessageProperties properties) {
        String id = fitting(properties.getMessageId());
        return id == null || id.isEmpty() ? null : id;
    }

    /** The text, if it can be sent on: each byte that is no UTF-8 has become three. */
    public static @Nullable String fitting(@Nullable String text) {
        return text == null || sizeOf(text) > LONGEST_SHORT_TEXT ? null : text;
    }

    private static int sizeOf(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static boolean mayGoAlong(String name, @Nullable Object value) {
        return !BROKERS_OWN.contains(name)
                && fitting(name) != null
                && switch (value) {
                    case String text -> sizeOf(name) + sizeOf(text) <= LONGEST_HEADER;
                    case Number _, Boolean _ -> true;
                    case null, default -> false;
                };
    }
}
