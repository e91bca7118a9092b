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
 * @param text its body, or how that begins; bytes that are no text are shown as replacement
 *     characters
 * @param shortened whether the body is longer than what is shown
 * @param reason why
 * @param attempts after how many attempts; not known of what the broker itself gave up
 * @param firstFailedAt when the first of them failed
 * @param lastFailedAt when the last of them failed
 */
public record DeadLetter(
        String id,
        String text,
        boolean shortened,
        String reason,
        @Nullable Integer attempts,
        String firstFailedAt,
        String lastFailedAt) {

    /** In bytes and in characters: a list of the largest letters has to fit into memory. */
    private static final int SHOWN = 500;

    /** Reads what {@link DeadLetters} has written, or what the broker has if it gave up itself. */
    static DeadLetter of(Message message) {
        MessageProperties from = message.getMessageProperties();
        Object reason = from.getHeader(DeadLetters.REASON);
        String brokersTime = deathOf(from, "time");
        byte[] body = message.getBody();
        return new DeadLetter(
                idOf(message),
                new String(body, 0, Math.min(body.length, SHOWN), StandardCharsets.UTF_8),
                body.length > SHOWN,
                Shortened.to(
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

    /** A letter without an id gets one that stays the same however often it is looked at. */
    static String idOf(Message message) {
        return Objects.requireNonNullElseGet(
                ForwardedMessage.id(message.getMessageProperties()),
                () -> UUID.nameUUIDFromBytes(message.getBody()).toString());
    }

    private static String headerOr(
            @Nullable String otherwise, MessageProperties from, String name) {
        Object value = from.getHeader(name);
        return Shortened.to(SHOWN, value != null ? value.toString() : String.valueOf(otherwise));
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
