package dev.rabbitpatterns.workqueue;

import dev.rabbitpatterns.messaging.docs.Problem;
import dev.rabbitpatterns.messaging.publish.PublishOutcome;
import dev.rabbitpatterns.messaging.rest.Batch;
import dev.rabbitpatterns.messaging.rest.IdempotencyKey;
import dev.rabbitpatterns.messaging.rest.LineAnswers;
import dev.rabbitpatterns.messaging.rest.Lines;
import dev.rabbitpatterns.messaging.rest.ProblemException;
import io.swagger.v3.oas.annotations.Parameter;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Accepts tasks over REST, reports their state, and manages the workers. */
@RestController
class WorkQueueController {

    private static final String UNKNOWN_TASK = "unknown-task";
    private static final String FORGOTTEN = "This instance does not know the task, or forgot it.";
    private static final String UNKNOWN_WORKER = "No worker of this instance has this id.";

    private final TaskProducer producer;
    private final Tasks tasks;
    private final WorkerPool workers;
    private final WorkQueueProperties properties;

    WorkQueueController(
            TaskProducer producer,
            Tasks tasks,
            WorkerPool workers,
            WorkQueueProperties properties) {
        this.producer = producer;
        this.tasks = tasks;
        this.workers = workers;
        this.properties = properties;
    }

    /**
     * Publishes a task, an array of them, or one from each line. The answer comes when the broker
     * has confirmed every one: a receipt, or for an array the outcomes in order, with the status of
     * the worst. Lines are answered one by one. What was confirmed before has no second effect when
     * it is repeated with the same key.
     */
    @PostMapping(
            path = "/tasks",
            consumes = MediaType.APPLICATION_JSON_VALUE,
            produces = MediaType.APPLICATION_JSON_VALUE)
    @ResponseStatus(HttpStatus.ACCEPTED)
    Batch<PublishOutcome> send(
            @RequestBody Batch<@Valid NewTask> batch,
            @RequestHeader(name = IdempotencyKey.HEADER, required = false) @IdempotencyKey
                    @Nullable String key) {
        return PublishOutcome.answer(producer.send(batch, key));
    }

    /** The same for a plain text body, which is one task. */
    @PostMapping(
            path = "/tasks",
            consumes = MediaType.TEXT_PLAIN_VALUE,
            produces = MediaType.APPLICATION_JSON_VALUE)
    @ResponseStatus(HttpStatus.ACCEPTED)
    Batch<PublishOutcome> sendText(
            @RequestBody @NotBlank String text,
            @RequestHeader(name = IdempotencyKey.HEADER, required = false) @IdempotencyKey
                    @Nullable String key) {
        return send(Batch.of(new NewTask(text, null)), key);
    }

    /** The same for lines, as many as the client sends: each is answered when it is confirmed. */
    @PostMapping(
            path = "/tasks",
            consumes = MediaType.APPLICATION_NDJSON_VALUE,
            produces = MediaType.APPLICATION_NDJSON_VALUE)
    @ResponseStatus(HttpStatus.OK)
    LineAnswers<PublishOutcome> sendLines(
            @RequestBody Lines<NewTask> lines,
            @RequestHeader(name = IdempotencyKey.HEADER, required = false) @IdempotencyKey
                    @Nullable String key) {
        return producer.send(lines, key);
    }

    /**
     * The state of a task: queued, running, done or dead, with its worker and attempts.
     *
     * @param id its message-id
     */
    @Problem(status = HttpStatus.NOT_FOUND, type = UNKNOWN_TASK, when = FORGOTTEN)
    @GetMapping("/tasks/{id}")
    Tasks.Task task(@Parameter(example = "order-4711") @PathVariable String id) {
        return tasks.find(id)
                .orElseThrow(() ->
                        new ProblemException(
                                HttpStatus.NOT_FOUND,
                                UNKNOWN_TASK,
                                "This instance has not seen the task, or no longer remembers it: it keeps the last %d."
                                        .formatted(properties.taskCacheSize())));
    }

    /**
     * The state of a task whose id has a slash, which a path cannot carry. Other programs may use
     * such ids.
     *
     * @param id its message-id
     */
    @Problem(status = HttpStatus.NOT_FOUND, type = UNKNOWN_TASK, when = FORGOTTEN)
    @GetMapping("/tasks")
    Tasks.Task taskOfAnyId(@Parameter(example = "jobs/4711") @RequestParam String id) {
        return task(id);
    }

    /** The workers of this instance, each with its task. */
    @GetMapping("/workers")
    List<Worker.View> workers() {
        return workers.views();
    }

    /** Adds a worker to this instance. */
    @Problem(
            status = HttpStatus.CONFLICT,
            type = "too-many-workers",
            when = "There are as many workers as are allowed. Remove one first.")
    @PostMapping("/workers")
    @ResponseStatus(HttpStatus.CREATED)
    Worker.View hire() {
        return workers.add();
    }

    /**
     * Removes a worker. The answer comes at once; the worker leaves when it has finished its task.
     *
     * @param id its name, such as worker-1
     */
    @Problem(status = HttpStatus.NOT_FOUND, type = "unknown-worker", when = UNKNOWN_WORKER)
    @DeleteMapping("/workers/{id}")
    @ResponseStatus(HttpStatus.ACCEPTED)
    Worker.View dismiss(@Parameter(example = "worker-1") @PathVariable String id) {
        return workers.remove(id);
    }

    /**
     * Closes the worker's channel in the middle of its task, to show that nothing is lost.
     *
     * @param id its name, such as worker-1
     */
    @Problem(status = HttpStatus.NOT_FOUND, type = "unknown-worker", when = UNKNOWN_WORKER)
    @PostMapping("/workers/{id}/crash")
    @ResponseStatus(HttpStatus.ACCEPTED)
    void crash(@Parameter(example = "worker-1") @PathVariable String id) {
        workers.crash(id);
    }
}
