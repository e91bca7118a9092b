package dev.rabbitpatterns.messaging;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A text message as a consumer receives it.
 *
 * @param id the message-id, if the publisher set one
 * @param text the body
 * @param exchange the exchange that it was published to, empty for the default exchange
 * @param routingKey the key that it was published with
 * @param headers the headers whose values are strings, numbers or booleans
 * @param appId the program that published it, if it said so
 * @param sentAt when it was published, if the publisher said so
 * @param receivedAt when it arrived here
 * @param redelivered whether the broker may have delivered it before
 */
public record ReceivedMessage(
        @Nullable String id,
        String text,
        String exchange,
        String routingKey,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, Object> headers,
        @Nullable String appId,
        @Nullable Instant sentAt,
        Instant receivedAt,
        boolean redelivered) {

    /** This message, or a shortened copy if it takes more memory than {@code maxBytes}. */
    public ReceivedMessage within(int maxBytes) {
        if (size() <= maxBytes) {
            return this;
        }
        return new ReceivedMessage(
                id,
                Excerpt.to(Math.max(1, maxBytes / 2 - 1), text),
                exchange,
                routingKey,
                Map.of(),
                appId,
                sentAt,
                receivedAt,
                redelivered);
    }

    /** Roughly how much memory it takes, in bytes. */
    public int size() {
        int size = 2 * text.length();
        for (Map.Entry<String, Object> header : headers.entrySet()) {
            size += 2 * (header.getKey().length() + String.valueOf(header.getValue()).length());
        }
        return size;
    }
}
