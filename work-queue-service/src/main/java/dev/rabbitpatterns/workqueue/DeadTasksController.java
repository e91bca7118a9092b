package dev.rabbitpatterns.workqueue;

import dev.rabbitpatterns.messaging.deadletter.DeadLetter;
import dev.rabbitpatterns.messaging.deadletter.DeadLetterOutcomes;
import dev.rabbitpatterns.messaging.deadletter.DeadLetterOutcomes.Letter;
import dev.rabbitpatterns.messaging.deadletter.DeadLetterQueue;
import dev.rabbitpatterns.messaging.rest.ProblemException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Lists, replays and deletes dead tasks over REST. */
@RestController
class DeadTasksController {

    private final DeadLetterQueue dead;
    private final TaskProducer producer;

    DeadTasksController(DeadLetterQueue dead, TaskProducer producer) {
        this.dead = dead;
        this.producer = producer;
    }

    /**
     * What to replay.
     *
     * @param ids the ids of the tasks; all by default
     * @param text a new text for them, if the old one was the fault
     */
    record Replay(@Nullable Set<String> ids, @Nullable String text) {}

    /**
     * The result of a replay or a deletion.
     *
     * @param tasks how many tasks were replayed or deleted
     * @param letters what happened to each chosen task
     * @param left how many dead tasks are left
     */
    record Handled(int tasks, List<Letter> letters, int left) {}

    /** A page of dead tasks, oldest first, skipping the first {@code from}. */
    @GetMapping("/tasks/dead")
    List<DeadLetter> dead(@RequestParam(defaultValue = "0") int from) {
        return dead.list(WorkQueueTopology.QUEUE, from);
    }

    /** Publishes dead tasks again, under their old ids and with all of their attempts. */
    @PostMapping("/tasks/dead/replay")
    ResponseEntity<Handled> replay(@RequestBody(required = false) @Nullable Replay replay) {
        Replay what = replay != null ? replay : new Replay(null, null);
        if (what.text() != null && what.ids() == null) {
            throw ProblemException.invalid("#/ids", "name the tasks that get the new text");
        }
        if (what.ids() != null && what.ids().isEmpty()) {
            throw ProblemException.invalid("#/ids", "name some, or leave it out to replay all");
        }
        return answer(
                dead.replay(
                        WorkQueueTopology.QUEUE,
                        what.ids(),
                        message -> producer.repaired(message, what.text())));
    }

    @DeleteMapping("/tasks/dead/{id}")
    ResponseEntity<Handled> delete(@PathVariable String id) {
        return deleteAnyId(id);
    }

    /**
     * The same for an id with a slash, which a path cannot carry; other programs may use such ids.
     */
    @DeleteMapping("/tasks/dead")
    ResponseEntity<Handled> deleteAnyId(@RequestParam String id) {
        return answer(dead.delete(WorkQueueTopology.QUEUE, Set.of(id)));
    }

    private static ResponseEntity<Handled> answer(DeadLetterOutcomes handled) {
        return ResponseEntity.status(handled.status())
                .body(new Handled(handled.done(), handled.letters(), handled.left()));
    }
}
