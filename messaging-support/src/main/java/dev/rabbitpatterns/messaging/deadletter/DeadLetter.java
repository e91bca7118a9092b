package dev.rabbitpatterns.messaging.deadletter;

import dev.rabbitpatterns.messaging.Excerpt;
import dev.rabbitpatterns.messaging.ForwardedMessage;
import java.nio.charset.StandardCharsets;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageProperties;

/**
 * A message in a dead-letter queue.
 *
 * @param id its message-id
 * @param text the body, or its beginning; invalid UTF-8 is shown as replacement characters
 * @param shortened whether the body is longer than the text
 * @param reason why the message was dead-lettered
 * @param attempts how many attempts there were; unknown if the broker dead-lettered it
 * @param firstFailedAt when the first attempt failed
 * @param lastFailedAt when the last attempt failed
 */
record DeadLetter(
        String id,
        String text,
        boolean shortened,
        String reason,
        @Nullable Integer attempts,
        String firstFailedAt,
        String lastFailedAt) {

    /** In bytes and characters: a page of the largest letters has to fit into memory. */
    private static final int SHOWN = 500;

    /** Reads the headers that {@link DeadLetters} wrote, or those of the broker. */
    static DeadLetter of(Message message) {
        MessageProperties from = message.getMessageProperties();
        Object reason = from.getHeader(DeadLetters.REASON);
        String brokersTime = deathOf(from, "time");
        byte[] body = message.getBody();
        return new DeadLetter(
                idOf(message),
                new String(body, 0, Math.min(body.length, SHOWN), StandardCharsets.UTF_8),
                body.length > SHOWN,
                Excerpt.to(
                        SHOWN,
                        reason != null
                                ? reason.toString()
                                : "the broker gave up: " + deathOf(from, "reason")),
                reason != null && from.getHeader(DeadLetters.ATTEMPTS) instanceof Number attempts
                        ? Integer.valueOf(Math.clamp(attempts.longValue(), 0, Integer.MAX_VALUE))
                        : null,
                headerOr(brokersTime, from, DeadLetters.FIRST_FAILED_AT),
                headerOr(brokersTime, from, DeadLetters.FAILED_AT));
    }

    /** The message-id, or one derived from the body, which is the same each time it is read. */
    static String idOf(Message message) {
        return Objects.requireNonNullElseGet(
                ForwardedMessage.id(message.getMessageProperties()),
                () -> UUID.nameUUIDFromBytes(message.getBody()).toString());
    }

    private static String headerOr(
            @Nullable String otherwise, MessageProperties from, String name) {
        Object value = from.getHeader(name);
        return Excerpt.to(SHOWN, value != null ? value.toString() : String.valueOf(otherwise));
    }

    /** A field of the latest entry in the broker's own x-death header. */
    private static @Nullable String deathOf(MessageProperties from, String field) {
        List<Map<String, ?>> deaths = from.getXDeathHeader();
        Object value = deaths == null || deaths.isEmpty() ? null : deaths.getFirst().get(field);
        return value instanceof Date date
                ? date.toInstant().toString()
                : value != null ? value.toString() : null;
    }
}
