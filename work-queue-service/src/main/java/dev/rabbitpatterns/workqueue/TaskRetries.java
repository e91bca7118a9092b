package dev.rabbitpatterns.workqueue;

import static dev.rabbitpatterns.messaging.MessageEvent.Type.RETRIED;

import dev.rabbitpatterns.messaging.ConfirmedMove;
import dev.rabbitpatterns.messaging.DeadLetters;
import dev.rabbitpatterns.messaging.FailedMessages;
import dev.rabbitpatterns.messaging.MessageEvent;
import dev.rabbitpatterns.messaging.MessageEvents;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.support.converter.MessageConversionException;
import org.springframework.stereotype.Component;

/**
 * Sends a task that failed into a waiting room, longer each time, and to the dead letters after the
 * last retry. The worker is free meanwhile: a task that waits holds up no other.
 */
@Component
class TaskRetries implements FailedMessages {

    private final List<Duration> delays;
    private final ConfirmedMove move;
    private final DeadLetters deadLetters;
    private final MessageEvents events;
    private final Tasks tasks;

    TaskRetries(
            WorkQueueProperties properties,
            ConfirmedMove move,
            DeadLetters deadLetters,
            MessageEvents events,
            Tasks tasks) {
        this.delays = properties.delays();
        this.move = move;
        this.deadLetters = deadLetters;
        this.events = events;
        this.tasks = tasks;
    }

    @Override
    public void accept(Message message, Throwable failure, int ignored) {
        Attempt attempt = Attempt.of(message);
        String reason = DeadLetters.reason(failure);
        if (isHopeless(failure) || attempt.failures() >= delays.size()) {
            deadLetters.accept(message, failure, attempt.number());
            known(message, Task.Status.DEAD, attempt, reason);
        } else {
            retry(message, attempt, reason);
            known(message, Task.Status.RETRYING, attempt, reason);
        }
    }

    private void retry(Message message, Attempt attempt, String reason) {
        Duration delay = delays.get(attempt.failures());
        String firstFailedAt =
                DeadLetters.firstFailedAt(message).orElseGet(() -> Instant.now().toString());
        move.to(
                WorkQueueTopology.waitingRoomFor(delay),
                message,
                Map.of(
                        WorkQueueTopology.ATTEMPTS,
                        attempt.failures() + 1,
                        DeadLetters.FIRST_FAILED_AT,
                        firstFailedAt));
        events.emit(
                MessageEvent.incoming(RETRIED, message)
                        .onAttempt(attempt.number())
                        .because(reason + "; again in " + delay.toMillis() + " ms"));
    }

    /** What can never succeed is not tried again. */
    private static boolean isHopeless(Throwable failure) {
        return failure instanceof MessageConversionException
                || failure instanceof HopelessTaskException
                || (failure.getCause() != null && isHopeless(failure.getCause()));
    }

    private void known(Message message, Task.Status status, Attempt attempt, String reason) {
        String id = message.getMessageProperties().getMessageId();
        if (id != null && !id.isEmpty()) {
            tasks.change(id, "", task -> task.failed(status, attempt.number(), reason));
        }
    }
}
