package dev.rabbitpatterns.workqueue;

import static dev.rabbitpatterns.messaging.events.MessageEvent.Type.RETRIED;

import dev.rabbitpatterns.messaging.ForwardedMessage;
import dev.rabbitpatterns.messaging.deadletter.ConfirmedForwarder;
import dev.rabbitpatterns.messaging.deadletter.DeadLetters;
import dev.rabbitpatterns.messaging.events.MessageEvent;
import dev.rabbitpatterns.messaging.events.MessageEvents;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.springframework.amqp.AmqpRejectAndDontRequeueException;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.rabbit.retry.MessageRecoverer;
import org.springframework.amqp.support.converter.MessageConversionException;
import org.springframework.context.annotation.Primary;
import org.springframework.stereotype.Component;

/**
 * Moves a failed task to a waiting room, for longer each time, and to the dead letters after the
 * last retry. Its worker is free in the meantime: a waiting task blocks no other.
 */
@Component
@Primary
class TaskRetries implements MessageRecoverer {

    private final List<Duration> delays;
    private final ConfirmedForwarder forwarder;
    private final DeadLetters deadLetters;
    private final MessageEvents events;
    private final Tasks tasks;

    /**
     * An attempt at a task, counted from the headers of its delivery.
     *
     * @param failures how many attempts have failed before it
     * @param crashes how many workers were lost while they worked on it since the last failure
     * @param simulatedFailures how many of the first attempts fail on purpose
     */
    record Attempt(int failures, int crashes, int simulatedFailures) {

        /** Header that the broker sets on a redelivery. */
        private static final String DELIVERY_COUNT = "x-delivery-count";

        /** Far more than any real count, and too small for a sum to overflow. */
        private static final int MAX_COUNT = 1_000_000;

        static Attempt of(Message message) {
            return new Attempt(
                    number(message, WorkQueueTopology.ATTEMPTS),
                    number(message, DELIVERY_COUNT),
                    number(message, WorkQueueTopology.SIMULATED_FAILURES));
        }

        /** Clamped, because any program can set these headers, to any number. */
        private static int number(Message message, String header) {
            return message.getMessageProperties().getHeader(header) instanceof Number number
                    ? Math.clamp(number.longValue(), 0, MAX_COUNT)
                    : 0;
        }

        int number() {
            return failures + crashes + 1;
        }
    }

    TaskRetries(
            WorkQueueProperties properties,
            ConfirmedForwarder forwarder,
            DeadLetters deadLetters,
            MessageEvents events,
            Tasks tasks) {
        this.delays = properties.delays();
        this.forwarder = forwarder;
        this.deadLetters = deadLetters;
        this.events = events;
        this.tasks = tasks;
    }

    @Override
    public void recover(Message message, Throwable failure) {
        Attempt attempt = Attempt.of(message);
        String reason = DeadLetters.reason(failure);
        boolean dead = isHopeless(failure) || attempt.failures() >= delays.size();
        if (dead) {
            deadLetters.add(message, failure, attempt.number());
        } else {
            retry(message, attempt, reason);
        }
        tasks.change(
                ForwardedMessage.id(message.getMessageProperties()),
                "",
                task ->
                        task.failed(
                                dead ? Tasks.Status.DEAD : Tasks.Status.RETRYING,
                                attempt.number(),
                                reason));
    }

    private void retry(Message message, Attempt attempt, String reason) {
        Duration delay = delays.get(attempt.failures());
        String firstFailedAt =
                DeadLetters.firstFailedAt(message).orElseGet(() -> Instant.now().toString());
        String id =
                forwarder.forward(
                        WorkQueueTopology.waitingRoomFor(delay),
                        message,
                        Map.of(
                                WorkQueueTopology.ATTEMPTS,
                                attempt.failures() + 1,
                                DeadLetters.FIRST_FAILED_AT,
                                firstFailedAt));
        events.emit(
                MessageEvent.incoming(RETRIED, message)
                        .movedAs(id)
                        .onAttempt(attempt.number())
                        .because(reason + "; again in " + delay.toMillis() + " ms"));
    }

    private static boolean isHopeless(Throwable failure) {
        return failure instanceof MessageConversionException
                || failure instanceof AmqpRejectAndDontRequeueException
                || (failure.getCause() != null && isHopeless(failure.getCause()));
    }
}
