package dev.rabbitpatterns.workqueue;

import dev.rabbitpatterns.messaging.DeadLetter;
import dev.rabbitpatterns.messaging.DeadLetterQueue;
import dev.rabbitpatterns.messaging.IdempotencyKey;
import dev.rabbitpatterns.messaging.ProblemException;
import dev.rabbitpatterns.messaging.PublishException;
import dev.rabbitpatterns.messaging.Receipt;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * Sends tasks and tells what became of them, manages the workers, and handles the dead over REST.
 */
@RestController
class WorkQueueController {

    private final TaskProducer producer;
    private final Tasks tasks;
    private final WorkerPool workers;
    private final DeadLetterQueue dead;
    private final WorkQueueProperties properties;

    WorkQueueController(
            TaskProducer producer,
            Tasks tasks,
            WorkerPool workers,
            DeadLetterQueue dead,
            WorkQueueProperties properties) {
        this.producer = producer;
        this.tasks = tasks;
        this.workers = workers;
        this.dead = dead;
        this.properties = properties;
    }

    /**
     * What to replay.
     *
     * @param ids which tasks; all, if none are named
     * @param text what to do instead, if the task itself was the fault
     */
    record Replay(@Nullable Set<String> ids, @Nullable String text) {}

    /** How many dead letters a request has dealt with. */
    record Handled(int tasks) {}

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

    @GetMapping("/workers")
    List<Worker.View> workers() {
        return workers.views();
    }

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

    /**
     * Cuts the worker's connection in the middle of its task, to see that nothing is lost by it.
     */
    @PostMapping("/workers/{id}/crash")
    @ResponseStatus(HttpStatus.ACCEPTED)
    void crash(@PathVariable String id) {
        workers.crash(id);
    }

    @GetMapping("/tasks/dead")
    List<DeadLetter> dead() {
        return dead.list(WorkQueueTopology.QUEUE);
    }

    /** Gives dead tasks a new life under their old ids, with all their attempts before them. */
    @PostMapping("/tasks/dead/replay")
    Handled replay(@RequestBody(required = false) @Nullable Replay replay) {
        Replay what = replay != null ? replay : new Replay(null, null);
        Set<String> ids = what.ids();
        Predicate<DeadLetter> chosen = letter -> ids == null || ids.contains(letter.id());
        return new Handled(
                dead.replay(
                        WorkQueueTopology.QUEUE,
                        chosen,
                        message -> producer.repaired(message, what.text())));
    }

    @DeleteMapping("/tasks/dead/{id}")
    Handled bury(@PathVariable String id) {
        return new Handled(dead.delete(WorkQueueTopology.QUEUE, letter -> letter.id().equals(id)));
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
