package dev.rabbitpatterns.workqueue;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.rabbitpatterns.messaging.OneEffect;
import dev.rabbitpatterns.messaging.ReceivedMessage;
import dev.rabbitpatterns.messaging.TextMessageConverter;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageListener;

/**
 * Takes one task at a time and works on it, a while for each dot.
 *
 * <p>The task is acknowledged after {@link #onMessage} has returned. If it throws, {@link
 * TaskRetries} takes over; if the worker is lost, the broker gives the task to another.
 */
final class Worker implements MessageListener {

    private final String id;
    private final TextMessageConverter converter;
    private final OneEffect oneEffect;
    private final Tasks tasks;
    private final WorkQueueProperties properties;

    private View view;
    private @Nullable Thread working;

    Worker(
            String id,
            TextMessageConverter converter,
            OneEffect oneEffect,
            Tasks tasks,
            WorkQueueProperties properties) {
        this.id = id;
        this.converter = converter;
        this.oneEffect = oneEffect;
        this.tasks = tasks;
        this.properties = properties;
        this.view = new View(id, State.IDLE, Instant.now(), null, null, 0, 0);
    }

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
    record View(
            String id,
            State state,
            Instant since,
            @Nullable String task,
            @Nullable String text,
            int done,
            int failed) {}

    @Override
    public void onMessage(Message message) {
        ReceivedMessage task = converter.fromMessage(message);
        boolean completed = false;
        begin(task, Attempt.of(message));
        try {
            oneEffect.perform(task.id(), () -> work(task, message));
            completed = true;
        } finally {
            end(completed);
        }
        if (task.id() != null) {
            tasks.change(task.id(), task.text(), Task::done);
        }
    }

    private void work(ReceivedMessage task, Message message) {
        int dots = NewTask.dotsIn(task.text());
        if (dots > properties.maxDots()) {
            throw new HopelessTaskException(
                    "%d dots are more than the %d that are allowed"
                            .formatted(dots, properties.maxDots()));
        }
        for (int dot = 0; dot < dots; dot++) {
            pause();
            if (task.id() != null) {
                tasks.change(task.id(), task.text(), Task::progressed);
            }
        }
        int failures = Attempt.of(message).failures();
        int simulated = Attempt.number(message, WorkQueueTopology.SIMULATED_FAILURES);
        if (failures < simulated) {
            throw new IllegalStateException(
                    "simulated failure %d of %d".formatted(failures + 1, simulated));
        }
    }

    private void pause() {
        try {
            Thread.sleep(properties.dot());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private synchronized void begin(ReceivedMessage task, Attempt attempt) {
        working = Thread.currentThread();
        State state = view.state() == State.LEAVING ? State.LEAVING : State.WORKING;
        view =
                new View(
                        id,
                        state,
                        Instant.now(),
                        task.id(),
                        task.text(),
                        view.done(),
                        view.failed());
        if (task.id() != null) {
            tasks.change(task.id(), task.text(), known -> known.running(id, attempt.number()));
        }
    }

    private synchronized void end(boolean completed) {
        working = null;
        State state = view.state() == State.LEAVING ? State.LEAVING : State.IDLE;
        int done = view.done() + (completed ? 1 : 0);
        int failed = view.failed() + (completed ? 0 : 1);
        view = new View(id, state, Instant.now(), null, null, done, failed);
    }

    synchronized View view() {
        return view;
    }

    synchronized void leave() {
        view =
                new View(
                        id,
                        State.LEAVING,
                        view.since(),
                        view.task(),
                        view.text(),
                        view.done(),
                        view.failed());
    }

    /** Drops what it is doing where it stands, as a process that is killed does. */
    synchronized void interrupt() {
        if (working != null) {
            working.interrupt();
        }
    }
}
