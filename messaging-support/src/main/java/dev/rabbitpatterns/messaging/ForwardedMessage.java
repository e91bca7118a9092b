package dev.rabbitpatterns.messaging;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageDeliveryMode;
import org.springframework.amqp.core.MessageProperties;

/**
 * The part of a message that is kept when it is retried, dead-lettered or replayed: the body, the
 * identity and a bounded number of plain headers.
 *
 * <p>Everything else that a publisher can set is dropped. {@code CC} and {@code BCC} would multiply
 * the message at every step, an expiration would make it vanish, a foreign user-id would close the
 * channel, headers near the frame limit would leave no room for ours, and a short string of invalid
 * UTF-8 can outgrow AMQP's limit when it is decoded.
 */
public final class ForwardedMessage {

    /** Header: the number of a publish on its channel, which identifies a returned message. */
    public static final String PUBLISH_NUMBER = "x-publish-number";

    private static final int MAX_HEADERS = 64;
    private static final int MAX_HEADER_SIZE = 1024;

    /** AMQP's limit, in bytes. */
    private static final int MAX_SHORT_STRING = 255;

    /** Headers that the broker acts on or writes. */
    private static final Set<String> RESERVED =
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
                    PUBLISH_NUMBER);

    private ForwardedMessage() {}

    /** A persistent copy of the parts that are forwarded. */
    public static Message of(Message original) {
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
                        .filter(header -> isForwarded(header.getKey(), header.getValue()))
                        .limit(MAX_HEADERS)
                        .forEach(header -> to.setHeader(header.getKey(), header.getValue()));
        return new Message(original.getBody(), to);
    }

    /** The message-id. An empty one counts as missing, or all such messages would be duplicates. */
    public static @Nullable String id(MessageProperties properties) {
        String id = fitting(properties.getMessageId());
        return id == null || id.isEmpty() ? null : id;
    }

    /** The string, or null if it no longer fits: decoding turns an invalid byte into three. */
    public static @Nullable String fitting(@Nullable String text) {
        return text == null || sizeOf(text) > MAX_SHORT_STRING ? null : text;
    }

    private static int sizeOf(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static boolean isForwarded(String name, @Nullable Object value) {
        return !RESERVED.contains(name)
                && fitting(name) != null
                && switch (value) {
                    case String text -> sizeOf(name) + sizeOf(text) <= MAX_HEADER_SIZE;
                    case Number _, Boolean _ -> true;
                    case null, default -> false;
                };
    }
}
