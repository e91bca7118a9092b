package dev.rabbitpatterns.messaging.deadletter;

import static dev.rabbitpatterns.messaging.events.MessageEvent.Type.DEAD_LETTERED;

import dev.rabbitpatterns.messaging.Excerpt;
import dev.rabbitpatterns.messaging.events.MessageEvent;
import dev.rabbitpatterns.messaging.events.MessageEvents;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.amqp.ImmediateRequeueAmqpException;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageProperties;
import org.springframework.amqp.core.Queue;
import org.springframework.amqp.core.QueueBuilder;
import org.springframework.amqp.listener.ListenerExecutionFailedException;
import org.springframework.amqp.rabbit.retry.MessageRecoverer;
import org.springframework.core.retry.RetryException;

/**
 * Moves a message that could not be processed to the dead-letter queue of its queue, with the
 * reason in its headers.
 *
 * <p>It is republished instead of rejected, because only the consumer knows the reason, and because
 * the tutorials' queues have no dead-letter argument.
 */
public final class DeadLetters implements MessageRecoverer {

    /** Header: why the last attempt failed. */
    public static final String REASON = "x-dead-reason";

    /** Header: how many attempts there were. */
    public static final String ATTEMPTS = "x-dead-attempts";

    /** Header: when the first attempt failed. */
    public static final String FIRST_FAILED_AT = "x-dead-first-at";

    /** Header: when the last attempt failed. */
    public static final String FAILED_AT = "x-dead-at";

    /** Header: which queue the message came from. */
    public static final String QUEUE = "x-dead-queue";

    private static final Logger log = LoggerFactory.getLogger(DeadLetters.class);
    private static final int REASON_LENGTH = 500;

    private final ConfirmedForwarder forwarder;
    private final MessageEvents events;

    DeadLetters(ConfirmedForwarder forwarder, MessageEvents events) {
        this.forwarder = forwarder;
        this.events = events;
    }

    /** The name of the dead-letter queue that belongs to a queue. */
    public static String queueFor(String queue) {
        return queue + ".dead";
    }

    /**
     * The dead-letter queue that belongs to a queue. Listing requeues every letter; without a
     * delivery limit of its own, RabbitMQ 4 would drop a letter after it was listed 20 times.
     */
    public static Queue declarationFor(String queue) {
        return QueueBuilder.durable(queueFor(queue))
                .quorum()
                .deliveryLimit(Integer.MAX_VALUE)
                .build();
    }

    /** Takes over a message after its last attempt; the original is acknowledged afterwards. */
    @Override
    public void recover(Message message, Throwable failure) {
        int attempts = failure instanceof RetryException retried ? retried.getRetryCount() + 1 : 1;
        add(message, failure, attempts);
    }

    /**
     * Returns when the broker has the message in its dead-letter queue.
     *
     * @param failure why the last attempt failed
     * @param attempts how many attempts there were
     * @throws ImmediateRequeueAmqpException if that queue refuses it; it requeues the message
     */
    public void add(Message message, Throwable failure, int attempts) {
        MessageProperties from = message.getMessageProperties();
        String queue =
                Objects.requireNonNull(
                        from.getConsumerQueue(), "only a consumed message can be dead-lettered");
        String reason = reason(failure);
        String now = Instant.now().toString();
        String id =
                forwarder.forward(
                        queueFor(queue),
                        message,
                        Map.of(
                                REASON, reason,
                                ATTEMPTS, attempts,
                                FIRST_FAILED_AT, firstFailedAt(message).orElse(now),
                                FAILED_AT, now,
                                QUEUE, queue));
        log.warn(
                "Message {} from '{}' was moved to '{}' after {} attempts: {}",
                id,
                queue,
                queueFor(queue),
                attempts,
                reason);
        events.emit(
                MessageEvent.incoming(DEAD_LETTERED, message)
                        .movedAs(id)
                        .onAttempt(attempts)
                        .because(reason));
    }

    /** When the first attempt failed, unless the header is missing or was not written by us. */
    public static Optional<String> firstFailedAt(Message message) {
        try {
            Object header = message.getMessageProperties().getHeader(FIRST_FAILED_AT);
            return Optional.of(Instant.parse(String.valueOf(header)).toString());
        } catch (DateTimeParseException notByUs) {
            return Optional.empty();
        }
    }

    /** The message of the exception that the listener threw, shortened to fit into a header. */
    public static String reason(Throwable failure) {
        Throwable cause = failure;
        while ((cause instanceof RetryException
                        || cause instanceof ListenerExecutionFailedException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        String reason =
                cause.getMessage() != null ? cause.getMessage() : cause.getClass().getSimpleName();
        return Excerpt.to(REASON_LENGTH, reason);
    }
}
