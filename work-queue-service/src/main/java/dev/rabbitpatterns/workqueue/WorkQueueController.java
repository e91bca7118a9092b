package dev.rabbitpatterns.workqueue;

import dev.rabbitpatterns.messaging.IdempotencyKey;
import dev.rabbitpatterns.messaging.ProblemException;
import dev.rabbitpatterns.messaging.PublishException;
import dev.rabbitpatterns.messaging.Receipt;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Takes tasks over REST, and tells what became of them. */
@RestController
class WorkQueueController {

    private final TaskProducer producer;
    private final Tasks tasks;
    private final WorkQueueProperties properties;

    WorkQueueController(TaskProducer producer, Tasks tasks, WorkQueueProperties properties) {
        this.producer = producer;
        this.tasks = tasks;
        this.properties = properties;
    }

    /** Answers when the broker has every one of the tasks; one task may come without the array. */
    @PostMapping(path = "/tasks", consumes = MediaType.APPLICATION_JSON_VALUE)
    @ResponseStatus(HttpStatus.ACCEPTED)
    List<Receipt> send(
            @NotEmpty @RequestBody List<@Valid NewTask> batch,
            @RequestHeader(name = IdempotencyKey.HEADER, required = false) @IdempotencyKey
                    @Nullable String key) {
        checkBounds(batch);
        List<Receipt> accepted = new ArrayList<>();
        for (NewTask task : batch) {
            String id = key == null || batch.size() == 1 ? key : key + "-" + (accepted.size() + 1);
            try {
                accepted.add(producer.send(task, id));
            } catch (PublishException e) {
                throw accepted.isEmpty() ? e : incomplete(batch, accepted, e);
            }
        }
        return accepted;
    }

    /** The same for a body that is the text of one task. */
    @PostMapping(path = "/tasks", consumes = MediaType.TEXT_PLAIN_VALUE)
    @ResponseStatus(HttpStatus.ACCEPTED)
    List<Receipt> sendText(
            @RequestBody @NotBlank String text,
            @RequestHeader(name = IdempotencyKey.HEADER, required = false) @IdempotencyKey
                    @Nullable String key) {
        return send(List.of(new NewTask(text, null)), key);
    }

    @GetMapping("/tasks/{id}")
    Task task(@PathVariable String id) {
        return tasks.find(id)
                .orElseThrow(() ->
                        new ProblemException(
                                HttpStatus.NOT_FOUND,
                                "unknown-task",
                                "This instance has not seen the task, or has forgotten it: it knows the last %d."
                                        .formatted(properties.remembered())));
    }

    private void checkBounds(List<NewTask> batch) {
        if (batch.size() > properties.maxBatch()) {
            throw ProblemException.invalid(
                    "#", "at most %d tasks at once".formatted(properties.maxBatch()));
        }
        for (NewTask task : batch) {
            if (task.dots() > properties.maxDots()) {
                throw ProblemException.invalid(
                        "#/%d/text".formatted(batch.indexOf(task)),
                        "at most %d dots".formatted(properties.maxDots()));
            }
        }
        if (batch.stream().mapToInt(NewTask::dots).sum() > properties.maxBatchDots()) {
            throw ProblemException.invalid(
                    "#", "at most %d dots at once".formatted(properties.maxBatchDots()));
        }
    }

    private static ProblemException incomplete(
            List<NewTask> batch, List<Receipt> accepted, PublishException e) {
        return new ProblemException(
                        HttpStatus.SERVICE_UNAVAILABLE,
                        "batch-incomplete",
                        "%d of %d tasks were accepted, then: %s. Send the others again later."
                                .formatted(accepted.size(), batch.size(), e.getMessage()))
                .with("accepted", accepted);
    }
}
