package dev.rabbitpatterns.messaging.publish;

import dev.rabbitpatterns.messaging.rest.IdempotencyKey;
import dev.rabbitpatterns.messaging.rest.ProblemException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springframework.amqp.core.Message;
import org.springframework.http.HttpStatus;

/**
 * Rejects an id that comes back with another message: a consumer would take that for a duplicate
 * and drop it.
 *
 * <p>It keeps the newest ids. A Caffeine cache evicts by frequency and may not admit a new id at
 * all.
 */
final class UsedIds {

    private final Map<String, Integer> messages;

    /** Remembers that many ids. */
    UsedIds(int cacheSize) {
        messages =
                new LinkedHashMap<>() {
                    @Override
                    protected boolean removeEldestEntry(Map.Entry<String, Integer> eldest) {
                        return size() > cacheSize;
                    }
                };
    }

    /**
     * Claims the ids of all these messages, or of none; and the key that they come from, so that a
     * message cannot be repeated as an array of one, which has another id.
     */
    synchronized void claim(String key, List<OutgoingMessage> claimed) {
        Map<String, Integer> claims = new HashMap<>();
        claims.put(key, claimed.stream().map(UsedIds::hash).toList().hashCode());
        claimed.forEach(one -> claims.put(id(one), hash(one)));
        claims.forEach((id, message) -> {
            if (!messages.getOrDefault(id, message).equals(message)) {
                throw new ProblemException(
                        HttpStatus.UNPROCESSABLE_CONTENT,
                        "key-reused",
                        "This %s was used for another message before. A new message needs a new key."
                                .formatted(IdempotencyKey.HEADER));
            }
        });
        messages.putAll(claims);
    }

    private static String id(OutgoingMessage one) {
        return String.valueOf(one.message().getMessageProperties().getMessageId());
    }

    private static int hash(OutgoingMessage one) {
        Message message = one.message();
        return Objects.hash(
                one.exchange(),
                one.routingKey(),
                message.getMessageProperties().getHeaders(),
                Arrays.hashCode(message.getBody()));
    }
}
