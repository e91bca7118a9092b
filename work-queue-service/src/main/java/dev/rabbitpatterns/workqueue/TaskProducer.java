package dev.rabbitpatterns.workqueue;

import dev.rabbitpatterns.messaging.TextMessageConverter;
import dev.rabbitpatterns.messaging.publish.ConfirmedPublisher;
import dev.rabbitpatterns.messaging.publish.PublishOutcome;
import dev.rabbitpatterns.messaging.publish.PublishReceipt;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.amqp.core.Message;
import org.springframework.stereotype.Component;

/** Publishes tasks to the queue, and returns when the broker has them there. */
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
     * Publishes tasks together.
     *
     * @param key by which they can be repeated: what was confirmed has no second effect
     * @return the outcome of each, in order
     */
    List<PublishOutcome> send(List<NewTask> batch, @Nullable String key) {
        List<PublishOutcome> outcomes =
                publisher.publishAllToQueue(WorkQueueTopology.QUEUE, messages(batch, key));
        for (int i = 0; i < batch.size(); i++) {
            PublishReceipt receipt = outcomes.get(i).receipt();
            if (receipt != null) {
                tasks.queued(receipt.id(), batch.get(i).text());
            }
        }
        return outcomes;
    }

    /** All of them before the first is sent: a text that cannot be one refuses the whole batch. */
    private List<Message> messages(List<NewTask> batch, @Nullable String key) {
        List<Message> messages = new ArrayList<>();
        for (NewTask task : batch) {
            String id = key == null || batch.size() == 1 ? key : key + "-" + (messages.size() + 1);
            Message message = converter.toMessage(task.text(), id);
            if (task.failures() != null) {
                message.getMessageProperties()
                        .setHeader(WorkQueueTopology.SIMULATED_FAILURES, task.failures());
            }
            messages.add(message);
        }
        return messages;
    }

    /** A dead task with its fault repaired: no simulated failures, and perhaps another text. */
    Message repaired(Message dead, @Nullable String newText) {
        dead.getMessageProperties().getHeaders().remove(WorkQueueTopology.SIMULATED_FAILURES);
        return newText == null ? dead : converter.toMessage(newText, dead.getMessageProperties());
    }
}
