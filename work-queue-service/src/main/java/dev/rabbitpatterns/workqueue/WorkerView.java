package dev.rabbitpatterns.workqueue;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.rabbitpatterns.messaging.ReceivedMessage;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How a worker looks from outside.
 *
 * @param id its name
 * @param state what it is at
 * @param since since when
 * @param task the id of the task in hand, if it has one with an id
 * @param text what that task says
 * @param done how many tasks it has done
 * @param failed how many attempts of it have failed
 */
record WorkerView(
        String id,
        State state,
        Instant since,
        @Nullable String task,
        @Nullable String text,
        int done,
        int failed) {

    /** What a worker is at. */
    enum State {
        /** Waits for a task. */
        IDLE,
        /** Works on one. */
        WORKING,
        /** Finishes the one in hand, and takes no other. */
        LEAVING;

        @JsonValue
        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static WorkerView hired(String id) {
        return new WorkerView(id, State.IDLE, Instant.now(), null, null, 0, 0);
    }

    WorkerView at(ReceivedMessage message) {
        return new WorkerView(
                id,
                unlessLeaving(State.WORKING),
                Instant.now(),
                message.id(),
                message.text(),
                done,
                failed);
    }

    WorkerView finished(boolean completed) {
        return new WorkerView(
                id,
                unlessLeaving(State.IDLE),
                Instant.now(),
                null,
                null,
                completed ? done + 1 : done,
                completed ? failed : failed + 1);
    }

    WorkerView leaving() {
        return new WorkerView(id, State.LEAVING, since, task, text, done, failed);
    }

    private State unlessLeaving(State next) {
        return state == State.LEAVING ? State.LEAVING : next;
    }
}
