package dev.rabbitpatterns.workqueue;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.rabbitpatterns.messaging.Excerpt;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The state of the last tasks that this instance has seen; the oldest are dropped first. */
@Component
class Tasks {

    private final Map<String, Task> tasks;

    /**
     * What is known of a task.
     *
     * @param id its message-id
     * @param text its text, or the beginning of a long one
     * @param status how far it is
     * @param since when it reached that status
     * @param attempts how many attempts there were, including a running one
     * @param worker which worker has it or had it last
     * @param dotsDone how many dots of the last attempt are done
     * @param dots how many dots it has
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

        /** Thousands are kept, and a text may have a megabyte. */
        private static final int MAX_TEXT_LENGTH = 500;

        private static Task queued(String id, String text) {
            String kept = Excerpt.to(MAX_TEXT_LENGTH, text);
            int dots = NewTask.dotsIn(text);
            return new Task(id, kept, Status.QUEUED, Instant.now(), 0, null, 0, dots, null);
        }

        Task running(String byWorker, int attempt) {
            return new Task(
                    id, text, Status.RUNNING, Instant.now(), attempt, byWorker, 0, dots, reason);
        }

        Task progressed() {
            return new Task(id, text, status, since, attempts, worker, dotsDone + 1, dots, reason);
        }

        Task done() {
            return new Task(
                    id, text, Status.DONE, Instant.now(), attempts, worker, dots, dots, reason);
        }

        Task failed(Status next, int afterAttempts, String why) {
            return new Task(
                    id, text, next, Instant.now(), afterAttempts, worker, dotsDone, dots, why);
        }
    }

    /** How far a task is. */
    enum Status {
        /** In the queue. */
        QUEUED,
        /** A worker has it. */
        RUNNING,
        /** Failed, and waits to be retried. */
        RETRYING,
        /** Done. */
        DONE,
        /** In the dead-letter queue. */
        DEAD;

        @JsonValue
        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    Tasks(WorkQueueProperties properties) {
        tasks =
                new LinkedHashMap<>() {
                    @Override
                    protected boolean removeEldestEntry(Map.Entry<String, Task> eldest) {
                        return size() > properties.taskCacheSize();
                    }
                };
    }

    synchronized Optional<Task> find(String id) {
        return Optional.ofNullable(tasks.get(id));
    }

    /** Called after the confirm; a worker of this instance may already have the task by then. */
    synchronized void queued(String id, String text) {
        tasks.putIfAbsent(id, Task.queued(id, text));
    }

    /** Changes a task. One that another program published is added, unless it has no id. */
    synchronized void change(@Nullable String id, String text, UnaryOperator<Task> step) {
        if (id != null) {
            tasks.put(id, step.apply(tasks.getOrDefault(id, Task.queued(id, text))));
        }
    }
}
