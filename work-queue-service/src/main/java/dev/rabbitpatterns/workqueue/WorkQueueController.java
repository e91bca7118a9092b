package dev.rabbitpatterns.workqueue;

import dev.rabbitpatterns.messaging.publish.PublishException;
import dev.rabbitpatterns.messaging.publish.PublishOutcome;
import dev.rabbitpatterns.messaging.publish.PublishReceipt;
import dev.rabbitpatterns.messaging.rest.IdempotencyKey;
import dev.rabbitpatterns.messaging.rest.ProblemException;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.Validator;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Accepts tasks over REST, tells what became of them, and manages the workers. */
@RestController
class WorkQueueController {

    private static final int MAX_ERRORS = 20;

    private final TaskProducer producer;
    private final Tasks tasks;
    private final WorkerPool workers;
    private final WorkQueueProperties properties;
    private final Validator validator;

    WorkQueueController(
            TaskProducer producer,
            Tasks tasks,
            WorkerPool workers,
            WorkQueueProperties properties,
            Validator validator) {
        this.producer = producer;
        this.tasks = tasks;
        this.workers = workers;
        this.properties = properties;
        this.validator = validator;
    }

    /**
     * Publishes one task or an array of them, and answers when the broker has confirmed every one.
     *
     * <p>A batch has an outcome for each task, in order: a receipt or a problem; the status is that
     * of the worst. With the same key the whole batch can be repeated: what was confirmed before
     * has no second effect.
     */
    @PostMapping(path = "/tasks", consumes = MediaType.APPLICATION_JSON_VALUE)
    @ApiResponse(
            responseCode = "202",
            description = "The broker has all of them",
            content =
                    @Content(
                            array =
                                    @ArraySchema(
                                            schema =
                                                    @Schema(
                                                            implementation =
                                                                    PublishReceipt.class))))
    ResponseEntity<List<Object>> send(
            @NotEmpty @RequestBody List<NewTask> batch,
            @RequestHeader(name = IdempotencyKey.HEADER, required = false) @IdempotencyKey
                    @Nullable String key) {
        check(batch);
        List<PublishOutcome> outcomes = producer.send(batch, key);
        PublishException failure = outcomes.getFirst().failure();
        if (batch.size() == 1 && failure != null) {
            throw failure;
        }
        return ResponseEntity.status(PublishOutcome.statusOf(outcomes))
                .body(outcomes.stream().map(PublishOutcome::body).toList());
    }

    /** The same for a plain text body, which is one task. */
    @PostMapping(path = "/tasks", consumes = MediaType.TEXT_PLAIN_VALUE)
    @ApiResponse(
            responseCode = "202",
            description = "The broker has it",
            content =
                    @Content(
                            array =
                                    @ArraySchema(
                                            schema =
                                                    @Schema(
                                                            implementation =
                                                                    PublishReceipt.class))))
    ResponseEntity<List<Object>> sendText(
            @RequestBody @NotBlank String text,
            @RequestHeader(name = IdempotencyKey.HEADER, required = false) @IdempotencyKey
                    @Nullable String key) {
        return send(List.of(new NewTask(text, null)), key);
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

    /** The same for an id of another program that has a slash, which no path can carry. */
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

    /** Answers at once; the worker leaves when its task is finished. */
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

    /** The sizes first: an error that is reported costs more memory than the task that has it. */
    private void check(List<NewTask> batch) {
        if (batch.size() > properties.maxBatch()) {
            throw ProblemException.invalid(
                    "#", "at most %d tasks at once".formatted(properties.maxBatch()));
        }
        List<Map<String, String>> errors = new ArrayList<>();
        for (int i = 0; i < batch.size() && errors.size() < MAX_ERRORS; i++) {
            errors.addAll(errors("#/" + i, batch.get(i)));
        }
        if (!errors.isEmpty()) {
            throw ProblemException.invalid(errors);
        }
        if (batch.stream().mapToInt(NewTask::dots).sum() > properties.maxBatchDots()) {
            throw ProblemException.invalid(
                    "#", "at most %d dots at once".formatted(properties.maxBatchDots()));
        }
    }

    private List<Map<String, String>> errors(String pointer, @Nullable NewTask task) {
        if (task == null) {
            return List.of(error(pointer, "must be a task"));
        }
        List<Map<String, String>> errors = new ArrayList<>();
        for (ConstraintViolation<NewTask> violation : validator.validate(task)) {
            errors.add(error(pointer + "/" + violation.getPropertyPath(), violation.getMessage()));
        }
        if (errors.isEmpty() && task.dots() > properties.maxDots()) {
            errors.add(error(pointer + "/text", "at most %d dots".formatted(properties.maxDots())));
        }
        return errors;
    }

    private static Map<String, String> error(String pointer, String detail) {
        return Map.of("pointer", pointer, "detail", detail);
    }
}
