package dev.rabbitpatterns.workqueue;

import static dev.rabbitpatterns.messaging.MessageEvent.Type.DUPLICATE;

import dev.rabbitpatterns.messaging.MessageEvent;
import dev.rabbitpatterns.messaging.MessageEvents;
import dev.rabbitpatterns.messaging.OneEffect;
import dev.rabbitpatterns.messaging.ReceivedMessage;
import dev.rabbitpatterns.messaging.TextMessageConverter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageListener;

/**
 * Takes one task at a time and works on it, a while for each dot.
 *
 * <p>The task is acknowledged after {@link #onMessage} has returned. If it throws, {@link
 * TaskRetries} takes over; if the worker is lost, the broker gives the task to another.
 */
final class Worker implements MessageListener {

    private static final Logger log = LoggerFactory.getLogger(Worker.class);

    private final String id;
    private final TextMessageConverter converter;
    private final OneEffect oneEffect;
    private final MessageEvents events;
    private final Tasks tasks;
    private final WorkQueueProperties properties;

    private WorkerView view;
    private @Nullable Thread working;

    Worker(
            String id,
            TextMessageConverter converter,
            OneEffect oneEffect,
            MessageEvents events,
            Tasks tasks,
            WorkQueueProperties properties) {
        this.id = id;
        this.converter = converter;
        this.oneEffect = oneEffect;
        this.events = events;
        this.tasks = tasks;
        this.properties = properties;
        this.view = WorkerView.hired(id);
    }

    @Override
    public void onMessage(Message message) {
        ReceivedMessage task = converter.fromMessage(message);
        boolean completed = false;
        begin(task, Attempt.of(message));
        try {
            if (!oneEffect.perform(task.id(), () -> work(task, message))) {
                events.emit(MessageEvent.incoming(DUPLICATE, message));
            }
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
        log.info("{} has done task {}", id, task.id());
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
        view = view.at(task);
        if (task.id() != null) {
            tasks.change(task.id(), task.text(), known -> known.running(id, attempt.number()));
        }
    }

    private synchronized void end(boolean completed) {
        working = null;
        view = view.finished(completed);
    }

    synchronized WorkerView view() {
        return view;
    }

    synchronized void leave() {
        view = view.leaving();
    }

    /** Drops what it is doing where it stands, as a process that is killed does. */
    synchronized void interrupt() {
        if (working != null) {
            working.interrupt();
        }
    }
}
