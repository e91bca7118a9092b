package dev.rabbitpatterns.workqueue;

import dev.rabbitpatterns.messaging.TextMessageConverter;
import dev.rabbitpatterns.messaging.publish.ConfirmedPublisher;
import dev.rabbitpatterns.messaging.publish.OutgoingMessage;
import dev.rabbitpatterns.messaging.publish.PublishOutcome;
import dev.rabbitpatterns.messaging.publish.PublishReceipt;
import dev.rabbitpatterns.messaging.rest.Batch;
import org.jspecify.annotations.Nullable;
import org.springframework.amqp.core.Message;
import org.springframework.stereotype.Component;

/** Publishes tasks to the queue, and returns when the broker has confirmed them. */
@Component
class TaskProducer {

    private final ConfirmedPublisher publisher;
    private final TextMessageConverter converter;
    private final Tasks tasks;

    TaskProducer(ConfirmedPublisher publisher, TextMessageConverter converter, Tasks tasks) {
        this.publisher = publisher;
        this.converter = converter;
        this.tasks = tasks;
    }

    /**
     * Publishes a batch of tasks.
     *
     * @param key the idempotency key: if the batch is repeated with the same key, what was
     *     confirmed before has no second effect
     * @return the outcome of each, in order
     */
    Batch<PublishOutcome> send(Batch<NewTask> batch, @Nullable String key) {
        Batch<PublishOutcome> outcomes = publisher.publishAll(batch, key, this::toMessage);
        for (int i = 0; i < batch.size(); i++) {
            PublishReceipt receipt = outcomes.get(i).receipt();
            if (receipt != null) {
                tasks.queued(receipt.id(), batch.get(i).text());
            }
        }
        return outcomes;
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
