package dev.rabbitpatterns.workqueue;

import dev.rabbitpatterns.messaging.DeadLetter;
import dev.rabbitpatterns.messaging.DeadLetterQueue;
import dev.rabbitpatterns.messaging.LettersHandled;
import dev.rabbitpatterns.messaging.LettersHandled.Letter;
import dev.rabbitpatterns.messaging.LettersHandled.Outcome;
import dev.rabbitpatterns.messaging.MessagingProperties;
import dev.rabbitpatterns.messaging.ProblemException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Shows the tasks that were set aside over REST, and gives them another life or an end. */
@RestController
class DeadTasksController {

    private final DeadLetterQueue dead;
    private final TaskProducer producer;
    private final Duration retryAfter;

    DeadTasksController(
            DeadLetterQueue dead, TaskProducer producer, MessagingProperties messaging) {
        this.dead = dead;
        this.producer = producer;
        this.retryAfter = messaging.publish().retryAfter();
    }

    /**
     * What to replay.
     *
     * @param ids which tasks; all, if none are named
     * @param text what to do instead, if the task itself was the fault
     */
    record Replay(@Nullable Set<String> ids, @Nullable String text) {}

    /**
     * What a request did with the dead letters.
     *
     * @param tasks how many it has dealt with
     * @param letters what became of each that was chosen
     * @param left how many dead letters there are now
     */
    record Handled(int tasks, List<Letter> letters, int left) {}

    /** A page of them, oldest first; {@code from} leaves out so many older ones. */
    @GetMapping("/tasks/dead")
    List<DeadLetter> dead(@RequestParam(defaultValue = "0") int from) {
        return dead.list(WorkQueueTopology.QUEUE, from);
    }

    /** Gives dead tasks a new life under their old ids, with all their attempts before them. */
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
    ResponseEntity<Handled> bury(@PathVariable String id) {
        return buryAny(id);
    }

    /** The same for any id: another program's may have a slash, which no path can carry. */
    @DeleteMapping("/tasks/dead")
    ResponseEntity<Handled> buryAny(@RequestParam String id) {
        return answer(dead.delete(WorkQueueTopology.QUEUE, Set.of(id)));
    }

    /** The status is that of the worst that became of a letter. */
    private ResponseEntity<Handled> answer(LettersHandled handled) {
        HttpStatus status = HttpStatus.OK;
        if (handled.has(Outcome.UNKNOWN)) {
            status = HttpStatus.GATEWAY_TIMEOUT;
        } else if (handled.has(Outcome.REFUSED)) {
            status = HttpStatus.SERVICE_UNAVAILABLE;
        } else if (handled.has(Outcome.FAILED)) {
            status = HttpStatus.INTERNAL_SERVER_ERROR;
        }
        ResponseEntity.BodyBuilder answer = ResponseEntity.status(status);
        if (status == HttpStatus.SERVICE_UNAVAILABLE) {
            answer.header(HttpHeaders.RETRY_AFTER, Long.toString(retryAfter.toSeconds()));
        }
        return answer.body(new Handled(handled.done(), handled.letters(), handled.left()));
    }
}
