package dev.rabbitpatterns.messaging;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.amqp.ImmediateRequeueAmqpException;
import org.springframework.amqp.core.AmqpAdmin;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageProperties;

/**
 * Moves a message that a consumer has in hand to another queue. The copy is confirmed before the
 * original is acknowledged: between the two there may be both, never neither.
 *
 * <p>A queue that takes nothing for long, because it is full, is named once in the log and makes
 * the service not ready; the originals stay in their queue until it takes them.
 */
public final class ConfirmedMove {

    private static final Logger log = LoggerFactory.getLogger(ConfirmedMove.class);

    /**
     * What is refused comes again within its work's time; if it does not, somebody has removed it.
     */
    private static final Duration STILL_REFUSING = Duration.ofMinutes(2);

    private final ConfirmedPublisher publisher;
    private final AmqpAdmin admin;
    private final Duration retryDelay;
    private final Map<String, Instant> refusals = new ConcurrentHashMap<>();

    ConfirmedMove(ConfirmedPublisher publisher, AmqpAdmin admin, Duration retryDelay) {
        this.publisher = publisher;
        this.admin = admin;
        this.retryDelay = retryDelay;
    }

    /**
     * Returns when the broker has a copy of what may {@linkplain ForwardedMessage go along}; a
     * queue that was deleted is declared again.
     *
     * @param marks the headers that tell why it was moved
     * @return the id of the copy; an original without one gets it here
     * @throws ImmediateRequeueAmqpException if the queue does not take it, which gives the original
     *     back to the queue it came from
     */
    public String to(String queue, Message original, Map<String, Object> marks) {
        Message copy = ForwardedMessage.of(original);
        MessageProperties properties = copy.getMessageProperties();
        String id =
                Objects.requireNonNullElseGet(
                        properties.getMessageId(), () -> UUID.randomUUID().toString());
        properties.setMessageId(id);
        marks.forEach(properties::setHeader);
        try {
            publish(queue, copy);
            accepted(queue);
            return id;
        } catch (RuntimeException e) {
            // A broker that is not there is told by everybody else.
            if (e instanceof PublishException.NoQueue
                    || (e instanceof PublishException.Refused refused && refused.isByItsQueue())) {
                refused(queue, e);
            }
            pause();
            throw new ImmediateRequeueAmqpException(
                    "'" + queue + "' did not take it: " + e.getMessage(), e);
        }
    }

    private void publish(String queue, Message copy) {
        try {
            publisher.publishToQueue(queue, copy);
        } catch (PublishException.NoQueue deleted) {
            admin.initialize();
            publisher.publishToQueue(queue, copy);
        }
    }

    private void accepted(String queue) {
        if (refusals.remove(queue) != null) {
            log.info("'{}' takes messages again", queue);
        }
    }

    private void refused(String queue, RuntimeException why) {
        Instant before = refusals.put(queue, Instant.now());
        if (before == null || isOver(before)) {
            log.warn(
                    "'{}' does not take what was to be set aside there: {}. Such messages stay in their own queue and are tried again.",
                    queue,
                    why.getMessage());
        }
    }

    /** The queues that refuse messages at the moment. */
    Set<String> refusing() {
        refusals.values().removeIf(ConfirmedMove::isOver);
        return Set.copyOf(refusals.keySet());
    }

    private static boolean isOver(Instant refusal) {
        return refusal.plus(STILL_REFUSING).isBefore(Instant.now());
    }

    /**
     * The broker redelivers at once what is given back, so without a pause this would be a busy
     * loop.
     */
    private void pause() {
        try {
            Thread.sleep(retryDelay);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
