package dev.rabbitpatterns.workqueue;

import dev.rabbitpatterns.messaging.DeadLetter;
import dev.rabbitpatterns.messaging.DeadLetterQueue;
import dev.rabbitpatterns.messaging.ProblemException;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** Shows the tasks that were set aside over REST, and gives them another life or an end. */
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
     * @param ids which tasks; all, if none are named
     * @param text what to do instead, if the task itself was the fault
     */
    record Replay(@Nullable Set<String> ids, @Nullable String text) {}

    /** How many dead letters a request has dealt with. */
    record Handled(int tasks) {}

    @GetMapping("/tasks/dead")
    List<DeadLetter> dead() {
        return dead.list(WorkQueueTopology.QUEUE);
    }

    /** Gives dead tasks a new life under their old ids, with all their attempts before them. */
    @PostMapping("/tasks/dead/replay")
    Handled replay(@RequestBody(required = false) @Nullable Replay replay) {
        Replay what = replay != null ? replay : new Replay(null, null);
        Set<String> ids = what.ids();
        if (what.text() != null && ids == null) {
            throw ProblemException.invalid("#/ids", "name the tasks that get the new text");
        }
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
}
