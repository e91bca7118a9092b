package dev.rabbitpatterns.workqueue;

import dev.rabbitpatterns.messaging.ConfirmedPublisher;
import dev.rabbitpatterns.messaging.Receipt;
import dev.rabbitpatterns.messaging.TextMessageConverter;
import org.jspecify.annotations.Nullable;
import org.springframework.amqp.core.Message;
import org.springframework.stereotype.Component;

/** Puts a task into the queue, and returns when the broker has it there. */
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

    /** The message of a task, if it can be one. */
    Message toMessage(NewTask task, @Nullable String id) {
        Message message = converter.toMessage(task.text(), id);
        if (task.failures() != null) {
            message.getMessageProperties()
                    .setHeader(WorkQueueTopology.SIMULATED_FAILURES, task.failures());
        }
        return message;
    }

    Receipt send(NewTask task, Message message) {
        Receipt receipt = publisher.publishToQueue(WorkQueueTopology.QUEUE, message);
        tasks.queued(receipt.id(), task.text());
        return receipt;
    }

    /**
     * A dead task with its fault mended: its simulated failures are over, and its text may be
     * another.
     */
    Message repaired(Message dead, @Nullable String newText) {
        dead.getMessageProperties().getHeaders().remove(WorkQueueTopology.SIMULATED_FAILURES);
        return newText == null ? dead : converter.toMessage(newText, dead.getMessageProperties());
    }
}
