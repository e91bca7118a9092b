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

    /** What a key claims for lines, whose messages are not known when it is claimed. */
    private static final int LINES = "lines".hashCode();

    private final Map<String, Integer> messages;
    private final int maxLines;

    /** Remembers that many ids. */
    UsedIds(int cacheSize) {
        maxLines = cacheSize / 10;
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
    void claim(String key, List<OutgoingMessage> claimed) {
        Map<String, Integer> claims = new HashMap<>();
        claims.put(key, claimed.stream().map(UsedIds::hash).toList().hashCode());
        claimed.forEach(one -> claims.put(id(one), hash(one)));
        claim(claims);
    }

    /** Claims a key for lines, so that it cannot be used for an object or an array. */
    void claimForLines(String key) {
        claim(Map.of(key, LINES));
    }

    /** Claims the id of a line, but of the first ones only: others need the memory, too. */
    void claimLine(String key, long number, OutgoingMessage line) {
        claim(number <= maxLines ? Map.of(key, LINES, id(line), hash(line)) : Map.of(key, LINES));
    }

    private synchronized void claim(Map<String, Integer> claims) {
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
