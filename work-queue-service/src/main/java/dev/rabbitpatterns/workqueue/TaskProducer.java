package dev.rabbitpatterns.workqueue;

import dev.rabbitpatterns.messaging.TextMessageConverter;
import dev.rabbitpatterns.messaging.publish.ConfirmedPublisher;
import dev.rabbitpatterns.messaging.publish.OutgoingMessage;
import dev.rabbitpatterns.messaging.publish.PublishOutcome;
import dev.rabbitpatterns.messaging.publish.PublishReceipt;
import dev.rabbitpatterns.messaging.rest.Batch;
import dev.rabbitpatterns.messaging.rest.LineAnswers;
import dev.rabbitpatterns.messaging.rest.Lines;
import dev.rabbitpatterns.messaging.rest.ProblemException;
import org.jspecify.annotations.Nullable;
import org.springframework.amqp.core.Message;
import org.springframework.stereotype.Component;

/** Publishes tasks to the queue, and returns when the broker has confirmed them. */
@Component
class TaskProducer {

    private final ConfirmedPublisher publisher;
    private final TextMessageConverter converter;
    private final Tasks tasks;
    private final WorkQueueProperties properties;

    TaskProducer(
            ConfirmedPublisher publisher,
            TextMessageConverter converter,
            Tasks tasks,
            WorkQueueProperties properties) {
        this.publisher = publisher;
        this.converter = converter;
        this.tasks = tasks;
        this.properties = properties;
    }

    /**
     * Publishes a batch of tasks.
     *
     * @param key the idempotency key: if the batch is repeated with the same key, what was
     *     confirmed before has no second effect
     * @return the outcome of each, in order
     */
    Batch<PublishOutcome> send(Batch<NewTask> batch, @Nullable String key) {
        checkDots(batch);
        Batch<PublishOutcome> outcomes = publisher.publishAll(batch, key, this::toMessage);
        for (int i = 0; i < batch.size(); i++) {
            PublishReceipt receipt = outcomes.get(i).receipt();
            if (receipt != null) {
                tasks.queued(receipt.id(), batch.get(i).text());
            }
        }
        return outcomes;
    }

    /** The same for tasks that arrive line by line, each of which has to be small enough alone. */
    LineAnswers<PublishOutcome> send(Lines<NewTask> lines, @Nullable String key) {
        return publisher.publishAll(
                lines,
                key,
                (task, id) -> {
                    checkDots(task, "#");
                    return toMessage(task, id);
                },
                (task, receipt) -> tasks.queued(receipt.id(), task.text()));
    }

    private void checkDots(Batch<NewTask> batch) {
        for (int i = 0; i < batch.size(); i++) {
            checkDots(batch.get(i), batch.pointer(i));
        }
        if (batch.stream().mapToInt(NewTask::dots).sum() > properties.maxBatchDots()) {
            throw ProblemException.invalid(
                    "#", "at most %d dots at once".formatted(properties.maxBatchDots()));
        }
    }

    private void checkDots(NewTask task, String pointer) {
        if (task.dots() > properties.maxDots()) {
            throw ProblemException.invalid(
                    pointer + "/text", "at most %d dots".formatted(properties.maxDots()));
        }
    }

    private OutgoingMessage toMessage(NewTask task, @Nullable String id) {
        Message message = converter.toMessage(task.text(), id);
        if (task.failures() != null) {
            message.getMessageProperties()
                    .setHeader(WorkQueueTopology.SIMULATED_FAILURES, task.failures());
        }
        return OutgoingMessage.toQueue(WorkQueueTopology.QUEUE, message);
    }
}
