package dev.rabbitpatterns.workqueue;

import dev.rabbitpatterns.messaging.IdempotencyKey;
import dev.rabbitpatterns.messaging.MessagingProperties;
import dev.rabbitpatterns.messaging.ProblemException;
import dev.rabbitpatterns.messaging.PublishException;
import dev.rabbitpatterns.messaging.Receipt;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.Validator;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.amqp.core.Message;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Takes tasks over REST, and tells what became of them. */
@RestController
class WorkQueueController {

    private static final int MOST_FAULTS = 20;

    private final TaskProducer producer;
    private final Tasks tasks;
    private final WorkQueueProperties properties;
    private final Duration retryAfter;
    private final Validator validator;

    WorkQueueController(
            TaskProducer producer,
            Tasks tasks,
            WorkQueueProperties properties,
            MessagingProperties messaging,
            Validator validator) {
        this.retryAfter = messaging.publish().retryAfter();
        this.producer = producer;
        this.tasks = tasks;
        this.properties = properties;
        this.validator = validator;
    }

    /**
     * Answers when the broker has every one of the tasks; one task may come without the array.
     *
     * <p>A batch has an outcome for each task, in order: a receipt or a problem. After the first
     * problem none of the others is sent. Under the same key the whole batch can be repeated: what
     * was confirmed before has no second effect.
     */
    @PostMapping(path = "/tasks", consumes = MediaType.APPLICATION_JSON_VALUE)
    @ApiResponse(
            responseCode = "202",
            description = "The broker has all of them",
            content =
                    @Content(
                            array = @ArraySchema(schema = @Schema(implementation = Receipt.class))))
    ResponseEntity<List<Object>> send(
            @NotEmpty @RequestBody List<NewTask> batch,
            @RequestHeader(name = IdempotencyKey.HEADER, required = false) @IdempotencyKey
                    @Nullable String key) {
        check(batch);
        List<Message> messages = messages(batch, key);
        List<Object> outcomes = new ArrayList<>();
        HttpStatusCode status = HttpStatus.ACCEPTED;
        for (int i = 0; i < batch.size(); i++) {
            if (status.isError()) {
                outcomes.add(notSent(key).getBody());
                continue;
            }
            try {
                outcomes.add(producer.send(batch.get(i), messages.get(i)));
            } catch (PublishException e) {
                if (batch.size() == 1) {
                    throw e;
                }
                ProblemException problem = ProblemException.of(e);
                status = problem.getStatusCode();
                outcomes.add(problem.getBody());
            }
        }
        ResponseEntity.BodyBuilder answer = ResponseEntity.status(status);
        if (status.isSameCodeAs(HttpStatus.SERVICE_UNAVAILABLE)) {
            answer.header(HttpHeaders.RETRY_AFTER, Long.toString(retryAfter.toSeconds()));
        }
        return answer.body(outcomes);
    }

    /** All of them before the first is sent: a text that cannot be one refuses the whole batch. */
    private List<Message> messages(List<NewTask> batch, @Nullable String key) {
        List<Message> messages = new ArrayList<>();
        for (NewTask task : batch) {
            String id = key == null || batch.size() == 1 ? key : key + "-" + (messages.size() + 1);
            messages.add(producer.toMessage(task, id));
        }
        return messages;
    }

    /** The same for a body that is the text of one task. */
    @PostMapping(path = "/tasks", consumes = MediaType.TEXT_PLAIN_VALUE)
    @ApiResponse(
            responseCode = "202",
            description = "The broker has it",
            content =
                    @Content(
                            array = @ArraySchema(schema = @Schema(implementation = Receipt.class))))
    ResponseEntity<List<Object>> sendText(
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

    /** The same for any id: another program's may have a slash, which no path can carry. */
    @GetMapping("/tasks")
    Task taskOfAnyId(@RequestParam String id) {
        return task(id);
    }

    /** The number first: a fault that is told costs more memory than the task that has it. */
    private void check(List<NewTask> batch) {
        if (batch.size() > properties.maxBatch()) {
            throw ProblemException.invalid(
                    "#", "at most %d tasks at once".formatted(properties.maxBatch()));
        }
        List<Map<String, String>> faults = new ArrayList<>();
        for (int i = 0; i < batch.size() && faults.size() < MOST_FAULTS; i++) {
            faults.addAll(faults("#/" + i, batch.get(i)));
        }
        if (!faults.isEmpty()) {
            throw ProblemException.invalid(faults);
        }
        if (batch.stream().mapToInt(NewTask::dots).sum() > properties.maxBatchDots()) {
            throw ProblemException.invalid(
                    "#", "at most %d dots at once".formatted(properties.maxBatchDots()));
        }
    }

    private List<Map<String, String>> faults(String pointer, @Nullable NewTask task) {
        if (task == null) {
            return List.of(Map.of("pointer", pointer, "detail", "must be a task"));
        }
        List<Map<String, String>> faults = new ArrayList<>();
        for (ConstraintViolation<NewTask> violation : validator.validate(task)) {
            faults.add(
                    Map.of(
                            "pointer",
                            pointer + "/" + violation.getPropertyPath(),
                            "detail",
                            violation.getMessage()));
        }
        if (faults.isEmpty() && task.dots() > properties.maxDots()) {
            faults.add(
                    Map.of(
                            "pointer",
                            pointer + "/text",
                            "detail",
                            "at most %d dots".formatted(properties.maxDots())));
        }
        return faults;
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
}
