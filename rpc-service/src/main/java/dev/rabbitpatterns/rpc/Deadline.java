package dev.rabbitpatterns.rpc;

import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageProperties;

/**
 * How long the caller of a request waits: the message's expiration, as the broker drops what has
 * expired in the queue.
 */
final class Deadline {

    /** A timestamp is in whole seconds. */
    private static final Duration PRECISION = Duration.ofSeconds(1);

    private Deadline() {}

    static void set(Message request, Duration timeout) {
        request.getMessageProperties().setExpiration(Long.toString(timeout.toMillis()));
    }

    /**
     * Whether the caller has given up while the request waited here, behind others that were
     * prefetched. A request without a timestamp or an expiration has no deadline.
     */
    static boolean hasPassed(Message request) {
        MessageProperties properties = request.getMessageProperties();
        Date sent = properties.getTimestamp();
        String expiration = properties.getExpiration();
        return sent != null
                && expiration != null
                && Instant.now()
                        .isAfter(
                                sent.toInstant()
                                        .plus(PRECISION)
                                        .plusMillis(Long.parseLong(expiration)));
    }
}
