package dev.rabbitpatterns.messaging;

import static dev.rabbitpatterns.messaging.MessageEvent.Type.DEAD_LETTERED;

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

/**
 * Moves a message that could not be processed to the dead-letter queue of its queue, with the
 * reason in its headers.
 *
 * <p>A republish instead of a reject, since only the consumer knows the reason, and because the
 * tutorials' queues have no dead-letter argument.
 */
public final class DeadLetters implements FailedMessages {

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

    private final ConfirmedMove move;
    private final MessageEvents events;

    DeadLetters(ConfirmedMove move, MessageEvents events) {
        this.move = move;
        this.events = events;
    }

    /** The name of the dead-letter queue that belongs to a queue. */
    public static String queueFor(String queue) {
        return queue + ".dead";
    }

    /**
     * The dead-letter queue that belongs to a queue. Its messages can be looked at and given back
     * any number of times; without the argument, RabbitMQ 4 would drop them after the twentieth.
     */
    public static Queue declarationFor(String queue) {
        return QueueBuilder.durable(queueFor(queue))
                .quorum()
                .deliveryLimit(Integer.MAX_VALUE)
                .build();
    }

    /**
     * Returns when the broker has the message in its dead-letter queue.
     *
     * @throws ImmediateRequeueAmqpException if it could not be put there, which gives the message
     *     back to its queue
     */
    @Override
    public void accept(Message message, Throwable failure, int attempts) {
        MessageProperties from = message.getMessageProperties();
        String queue =
                Objects.requireNonNull(from.getConsumerQueue(), "only what was consumed can die");
        String reason = reason(failure);
        String now = Instant.now().toString();
        String id =
                move.to(
                        queueFor(queue),
                        message,
                        Map.of(
                                REASON,
                                reason,
                                ATTEMPTS,
                                attempts,
                                FIRST_FAILED_AT,
                                firstFailedAt(message).orElse(now),
                                FAILED_AT,
                                now,
                                QUEUE,
                                queue));
        log.warn(
                "Message {} from '{}' is in '{}' after {} attempts: {}",
                id,
                queue,
                queueFor(queue),
                attempts,
                reason);
        events.emit(
                MessageEvent.incoming(DEAD_LETTERED, message).onAttempt(attempts).because(reason));
    }

    /** When the first attempt failed, if that is known: anybody could have written the header. */
    public static Optional<String> firstFailedAt(Message message) {
        try {
            Object header = message.getMessageProperties().getHeader(FIRST_FAILED_AT);
            return Optional.of(Instant.parse(String.valueOf(header)).toString());
        } catch (DateTimeParseException notByUs) {
            return Optional.empty();
        }
    }

    /**
     * What went wrong, in the words of whoever threw first; bounded, as headers have to fit into a
     * frame.
     */
    public static String reason(Throwable failure) {
        Throwable cause = failure;
        if (cause instanceof ListenerExecutionFailedException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        String reason =
                cause.getMessage() != null ? cause.getMessage() : cause.getClass().getSimpleName();
        return Shortened.to(REASON_LENGTH, reason);
    }
}
