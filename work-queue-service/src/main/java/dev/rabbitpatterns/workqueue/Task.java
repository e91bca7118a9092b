package dev.rabbitpatterns.workqueue;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.rabbitpatterns.messaging.Shortened;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a task.
 *
 * @param id its message-id
 * @param text what to do, or how that begins
 * @param status how far it is
 * @param since since when
 * @param attempts how many attempts there were, a running one included
 * @param worker which worker has it or had it last
 * @param dotsDone how much of a running task is done
 * @param dots how much there is to do
 * @param reason why the last attempt failed, if it did
 */
record Task(
        String id,
        String text,
        Status status,
        Instant since,
        int attempts,
        @Nullable String worker,
        int dotsDone,
        int dots,
        @Nullable String reason) {

    /** Thousands are remembered, and a text may have a megabyte. */
    private static final int TEXT_KEPT = 500;

    /** How far a task is. */
    enum Status {
        /** In the queue. */
        QUEUED,
        /** A worker has it. */
        RUNNING,
        /** Failed, and waits to be tried again. */
        RETRYING,
        /** Done. */
        DONE,
        /** Set aside. */
        DEAD;

        @JsonValue
        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static Task queued(String id, String text) {
        return new Task(
                id,
                Shortened.to(TEXT_KEPT, text),
                Status.QUEUED,
                Instant.now(),
                0,
                null,
                0,
                NewTask.dotsIn(text),
                null);
    }

    Task running(String byWorker, int attempt) {
        return new Task(
                id, text, Status.RUNNING, Instant.now(), attempt, byWorker, 0, dots, reason);
    }

    Task progressed() {
        return new Task(id, text, status, since, attempts, worker, dotsDone + 1, dots, reason);
    }

    Task done() {
        return new Task(id, text, Status.DONE, Instant.now(), attempts, worker, dots, dots, reason);
    }

    Task failed(Status next, int afterAttempts, String why) {
        return new Task(id, text, next, Instant.now(), afterAttempts, worker, dotsDone, dots, why);
    }
}
