package dev.rabbitpatterns.workqueue;

import dev.rabbitpatterns.messaging.TextMessageConverter;
import dev.rabbitpatterns.messaging.publish.ConfirmedPublisher;
import dev.rabbitpatterns.messaging.publish.PublishException;
import dev.rabbitpatterns.messaging.publish.PublishReceipt;
import dev.rabbitpatterns.messaging.rest.IdempotencyKey;
import dev.rabbitpatterns.messaging.rest.ProblemException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.amqp.core.Message;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.stereotype.Component;

/** Publishes tasks to the queue, and returns when the broker has them there. */
@Component
class TaskProducer {

    private final ConfirmedPublisher publisher;
    private final TextMessageConverter converter;
    private final Tasks tasks;

    /**
     * What became of a batch.
     *
     * @param status that of the worst outcome
     * @param outcomes for each task, in order: a receipt or a problem
     */
    record Sent(HttpStatusCode status, List<Object> outcomes) {}

    TaskProducer(ConfirmedPublisher publisher, TextMessageConverter converter, Tasks tasks) {
        this.publisher = publisher;
        this.converter = converter;
        this.tasks = tasks;
    }

    /**
     * Publishes one task after the other, and none after the first that fails.
     *
     * @param key by which the batch can be repeated: what was confirmed has no second effect
     */
    Sent send(List<NewTask> batch, @Nullable String key) {
        List<Message> messages = messages(batch, key);
        List<Object> outcomes = new ArrayList<>();
        HttpStatusCode status = HttpStatus.ACCEPTED;
        for (int i = 0; i < batch.size(); i++) {
            try {
                outcomes.add(
                        status.isError()
                                ? notSent(key).getBody()
                                : send(batch.get(i), messages.get(i)));
            } catch (PublishException e) {
                if (batch.size() == 1) {
                    throw e;
                }
                status = e.getStatusCode();
                outcomes.add(e.getBody());
            }
        }
        return new Sent(status, outcomes);
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

    private PublishReceipt send(NewTask task, Message message) {
        PublishReceipt receipt = publisher.publishToQueue(WorkQueueTopology.QUEUE, message);
        tasks.queued(receipt.id(), task.text());
        return receipt;
    }

    private static ProblemException notSent(@Nullable String key) {
        String wayBack =
                key == null
                        ? "Send those without a receipt again."
                        : "Repeat the whole batch under the same %s."
                                .formatted(IdempotencyKey.HEADER);
        return new ProblemException(
                HttpStatus.SERVICE_UNAVAILABLE,
                "not-sent",
                "The task before it was not confirmed, so this one was not sent. " + wayBack);
    }

    /** A dead task with its fault repaired: no simulated failures, and perhaps another text. */
    Message repaired(Message dead, @Nullable String newText) {
        dead.getMessageProperties().getHeaders().remove(WorkQueueTopology.SIMULATED_FAILURES);
        return newText == null ? dead : converter.toMessage(newText, dead.getMessageProperties());
    }
}
