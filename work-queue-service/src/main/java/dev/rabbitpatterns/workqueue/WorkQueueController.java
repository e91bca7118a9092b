package dev.rabbitpatterns.workqueue;

import dev.rabbitpatterns.messaging.publish.PublishOutcome;
import dev.rabbitpatterns.messaging.rest.Batch;
import dev.rabbitpatterns.messaging.rest.IdempotencyKey;
import dev.rabbitpatterns.messaging.rest.LineAnswers;
import dev.rabbitpatterns.messaging.rest.Lines;
import dev.rabbitpatterns.messaging.rest.ProblemException;
import io.swagger.v3.oas.annotations.Operation;
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
     * Publishes one task or an array of them, and answers when the broker has confirmed every one.
     *
     * <p>The answer to an array has an outcome for each task, in order: a receipt or a problem. Its
     * status is that of the worst outcome. The whole batch can be repeated with the same key: what
     * was confirmed before has no second effect.
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
    @Operation(summary = "Publishes a task, an array of them, or one from each line")
    @PostMapping(
            path = "/tasks",
            consumes = MediaType.APPLICATION_NDJSON_VALUE,
            produces = MediaType.APPLICATION_NDJSON_VALUE)
    LineAnswers<PublishOutcome> sendLines(
            @RequestBody Lines<NewTask> lines,
            @RequestHeader(name = IdempotencyKey.HEADER, required = false) @IdempotencyKey
                    @Nullable String key) {
        return producer.send(lines, key);
    }

    /** The state of a task. */
    @GetMapping("/tasks/{id}")
    Tasks.Task task(@PathVariable String id) {
        return tasks.find(id)
                .orElseThrow(() ->
                        new ProblemException(
                                HttpStatus.NOT_FOUND,
                                "unknown-task",
                                "This instance has not seen the task, or no longer remembers it: it keeps the last %d."
                                        .formatted(properties.taskCacheSize())));
    }

    /**
     * The same for an id with a slash, which a path cannot carry; other programs may use such ids.
     */
    @GetMapping("/tasks")
    Tasks.Task taskOfAnyId(@RequestParam String id) {
        return task(id);
    }

    /** The workers of this instance. */
    @GetMapping("/workers")
    List<Worker.View> workers() {
        return workers.views();
    }

    /** Adds a worker. */
    @PostMapping("/workers")
    @ResponseStatus(HttpStatus.CREATED)
    Worker.View hire() {
        return workers.add();
    }

    /** Answers at once; the worker leaves when it has finished its task. */
    @DeleteMapping("/workers/{id}")
    @ResponseStatus(HttpStatus.ACCEPTED)
    Worker.View dismiss(@PathVariable String id) {
        return workers.remove(id);
    }

    /** Closes the worker's channel in the middle of its task, to show that nothing is lost. */
    @PostMapping("/workers/{id}/crash")
    @ResponseStatus(HttpStatus.ACCEPTED)
    void crash(@PathVariable String id) {
        workers.crash(id);
    }
}
