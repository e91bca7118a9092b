package dev.rabbitpatterns.messaging;

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
 * A message that was set aside.
 *
 * @param id its message-id
 * @param text its body; bytes that are no text are shown as replacement characters
 * @param reason why
 * @param attempts after how many attempts
 * @param firstFailedAt when the first of them failed
 * @param lastFailedAt when the last of them failed
 */
public record DeadLetter(
        String id,
        String text,
        String reason,
        int attempts,
        String firstFailedAt,
        String lastFailedAt) {

    /** Reads what {@link DeadLetters} has written, or what the broker has if it gave up itself. */
    static DeadLetter of(Message message) {
        MessageProperties from = message.getMessageProperties();
        Object reason = from.getHeader(DeadLetters.REASON);
        Object attempts =
                from.getHeader(reason != null ? DeadLetters.ATTEMPTS : "x-delivery-count");
        String brokersTime = deathOf(from, "time");
        return new DeadLetter(
                Objects.requireNonNullElseGet(ForwardedMessage.id(from), () -> idOf(message)),
                new String(message.getBody(), StandardCharsets.UTF_8),
                reason != null
                        ? reason.toString()
                        : "the broker gave up: " + deathOf(from, "reason"),
                attempts instanceof Number number
                        ? Math.clamp(number.longValue(), 0, Integer.MAX_VALUE)
                        : 0,
                headerOr(brokersTime, from, DeadLetters.FIRST_FAILED_AT),
                headerOr(brokersTime, from, DeadLetters.FAILED_AT));
    }

    /** A letter without an id gets one that stays the same however often it is looked at. */
    private static String idOf(Message message) {
        return UUID.nameUUIDFromBytes(message.getBody()).toString();
    }

    private static String headerOr(
            @Nullable String otherwise, MessageProperties from, String name) {
        Object value = from.getHeader(name);
        return value != null ? value.toString() : String.valueOf(otherwise);
    }

    /** What the broker's own x-death header says of the last time. */
    private static @Nullable String deathOf(MessageProperties from, String field) {
        List<Map<String, ?>> deaths = from.getXDeathHeader();
        Object value = deaths == null || deaths.isEmpty() ? null : deaths.getFirst().get(field);
        return value instanceof Date date
                ? date.toInstant().toString()
                : value != null ? value.toString() : null;
    }
}
