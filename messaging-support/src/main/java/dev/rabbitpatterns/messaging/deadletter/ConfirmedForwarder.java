package dev.rabbitpatterns.messaging.deadletter;

import dev.rabbitpatterns.messaging.ForwardedMessage;
import dev.rabbitpatterns.messaging.publish.ConfirmedPublisher;
import dev.rabbitpatterns.messaging.publish.PublishException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.amqp.ImmediateRequeueAmqpException;
import org.springframework.amqp.core.AmqpAdmin;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageProperties;

/**
 * Moves a message that a consumer holds to another queue. The copy is confirmed before the original
 * is acknowledged: for a moment there may be both, never neither.
 *
 * <p>A queue that keeps refusing, because it is full, is logged once and makes the service not
 * ready. Until it accepts again, the originals stay in their own queue.
 */
public final class ConfirmedForwarder {

    private static final Logger log = LoggerFactory.getLogger(ConfirmedForwarder.class);

    /** A refused message is retried well within this time, unless somebody has removed it. */
    private static final Duration REFUSAL_EXPIRES = Duration.ofMinutes(2);

    private final ConfirmedPublisher publisher;
    private final AmqpAdmin admin;
    private final Duration requeueDelay;
    private final Map<String, Instant> refusals = new ConcurrentHashMap<>();

    ConfirmedForwarder(ConfirmedPublisher publisher, AmqpAdmin admin, Duration requeueDelay) {
        this.publisher = publisher;
        this.admin = admin;
        this.requeueDelay = requeueDelay;
    }

    /**
     * Publishes a copy of what may be {@linkplain ForwardedMessage forwarded}, and waits for the
     * confirm. A queue that was deleted is declared again.
     *
     * @param headers headers to add, which say why the message was moved
     * @return the id of the copy, which is new if the original had none
     * @throws ImmediateRequeueAmqpException if the queue refuses the copy; it requeues the original
     */
    public String forward(String queue, Message original, Map<String, Object> headers) {
        Message copy = ForwardedMessage.of(original);
        MessageProperties properties = copy.getMessageProperties();
        String id =
                Objects.requireNonNullElseGet(
                        properties.getMessageId(), () -> UUID.randomUUID().toString());
        properties.setMessageId(id);
        headers.forEach(properties::setHeader);
        try {
            publish(queue, copy);
            onAccepted(queue);
            return id;
        } catch (RuntimeException e) {
            // An unavailable broker is reported elsewhere.
            if (e instanceof PublishException.NoQueue
                    || (e instanceof PublishException.Refused refused && refused.isByQueue())) {
                onRefused(queue, e);
            }
            pause();
            throw new ImmediateRequeueAmqpException(
                    "'" + queue + "' did not accept it: " + e.getMessage(), e);
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

    private void onAccepted(String queue) {
        if (refusals.remove(queue) != null) {
            log.info("'{}' takes messages again", queue);
        }
    }

    private void onRefused(String queue, RuntimeException why) {
        Instant before = refusals.put(queue, Instant.now());
        if (before == null || isExpired(before)) {
            log.warn(
                    "'{}' does not take the messages that are moved to it: {}. They stay in their own queues and are tried again.",
                    queue,
                    why.getMessage());
        }
    }

    /** The queues that refuse messages at the moment. */
    Set<String> refusing() {
        return refusals.entrySet().stream()
                .filter(refusal -> !isExpired(refusal.getValue()))
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
    }

    private static boolean isExpired(Instant refusal) {
        return refusal.plus(REFUSAL_EXPIRES).isBefore(Instant.now());
    }

    /**
     * The broker redelivers a requeued message at once; without a pause this would be a busy loop.
     */
    private void pause() {
        try {
            Thread.sleep(requeueDelay);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
