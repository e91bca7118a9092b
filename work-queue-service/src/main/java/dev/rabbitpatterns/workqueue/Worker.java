package dev.rabbitpatterns.workqueue;

import static dev.rabbitpatterns.messaging.events.MessageEvent.Type.DUPLICATE;

import com.fasterxml.jackson.annotation.JsonValue;
import com.rabbitmq.client.Channel;
import dev.rabbitpatterns.messaging.ReceivedMessage;
import dev.rabbitpatterns.messaging.TextMessageConverter;
import dev.rabbitpatterns.messaging.consume.Deduplicator;
import dev.rabbitpatterns.messaging.events.MessageEvent;
import dev.rabbitpatterns.messaging.events.MessageEvents;
import dev.rabbitpatterns.workqueue.TaskRetries.Attempt;
import dev.rabbitpatterns.workqueue.Tasks.Task;
import java.io.IOException;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.amqp.AmqpRejectAndDontRequeueException;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.rabbit.listener.api.ChannelAwareMessageListener;

/**
 * Works on one task at a time; each dot in its text takes a while.
 *
 * <p>The task is acknowledged after {@link #onMessage} has returned. If it throws, {@link
 * TaskRetries} takes over; if the worker is lost, the broker gives the task to another.
 */
final class Worker implements ChannelAwareMessageListener {

    private static final Logger log = LoggerFactory.getLogger(Worker.class);

    private final String id;
    private final TextMessageConverter converter;
    private final Deduplicator deduplicator;
    private final MessageEvents events;
    private final Tasks tasks;
    private final WorkQueueProperties properties;

    private View view;
    private @Nullable InHand inHand;

    /** The task in hand, with what a crash has to interrupt. */
    private record InHand(Thread thread, @Nullable Channel channel, AtomicBoolean crashed) {

        /**
         * Aborts only an open channel: in the place of a closed one, Spring's proxy would open
         * another.
         */
        void loseChannel() {
            try {
                if (channel != null && channel.isOpen()) {
                    channel.abort();
                }
            } catch (IOException | RuntimeException e) {
                log.debug("The channel was closed already", e);
            }
        }
    }

    /**
     * The state of a worker.
     *
     * @param id its name
     * @param state what it is doing
     * @param since when it began to do that
     * @param task the id of the task in hand, if there is one and it has an id
     * @param text the text of that task
     * @param done how many tasks it has done
     * @param failed how many of its attempts have failed
     */
    record View(
            String id,
            State state,
            Instant since,
            @Nullable String task,
            @Nullable String text,
            int done,
            int failed) {

        View working(ReceivedMessage message) {
            return at(State.WORKING, message.id(), message.text(), done, failed);
        }

        View finished(boolean completed) {
            return completed
                    ? at(State.IDLE, null, null, done + 1, failed)
                    : at(State.IDLE, null, null, done, failed + 1);
        }

        View leaving() {
            return new View(id, State.LEAVING, since, task, text, done, failed);
        }

        private View at(
                State next, @Nullable String task, @Nullable String text, int done, int failed) {
            State now = state == State.LEAVING ? state : next;
            return new View(id, now, Instant.now(), task, text, done, failed);
        }
    }

    /** What a worker is doing. */
    enum State {
        /** Waits for a task. */
        IDLE,
        /** Works on a task. */
        WORKING,
        /** Finishes its task and takes no other. */
        LEAVING;

        @JsonValue
        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    Worker(
            String id,
            TextMessageConverter converter,
            Deduplicator deduplicator,
            MessageEvents events,
            Tasks tasks,
            WorkQueueProperties properties) {
        this.id = id;
        this.converter = converter;
        this.deduplicator = deduplicator;
        this.events = events;
        this.tasks = tasks;
        this.properties = properties;
        this.view = new View(id, State.IDLE, Instant.now(), null, null, 0, 0);
    }

    @Override
    public void onMessage(Message message, @Nullable Channel channel) {
        ReceivedMessage task = converter.fromMessage(message);
        Attempt attempt = Attempt.of(message);
        boolean completed = false;
        begin(task, attempt, channel);
        try {
            if (!deduplicator.runOnce(task.id(), () -> work(task, attempt))) {
                events.emit(MessageEvent.incoming(DUPLICATE, message));
            }
            completed = true;
        } finally {
            end(completed);
        }
        tasks.change(task.id(), task.text(), Task::done);
    }

    private void work(ReceivedMessage task, Attempt attempt) {
        int dots = NewTask.dotsIn(task.text());
        if (dots > properties.maxDots()) {
            // It can never succeed, so it is not retried.
            throw new AmqpRejectAndDontRequeueException(
                    "%d dots are more than the %d that are allowed"
                            .formatted(dots, properties.maxDots()));
        }
        for (int dot = 0; dot < dots; dot++) {
            pause();
            tasks.change(task.id(), task.text(), Task::progressed);
        }
        if (attempt.failures() < attempt.simulatedFailures()) {
            throw new IllegalStateException(
                    "simulated failure %d of %d"
                            .formatted(attempt.failures() + 1, attempt.simulatedFailures()));
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

    private synchronized void begin(
            ReceivedMessage task, Attempt attempt, @Nullable Channel channel) {
        inHand = new InHand(Thread.currentThread(), channel, new AtomicBoolean());
        view = view.working(task);
        tasks.change(task.id(), task.text(), known -> known.running(id, attempt.number()));
    }

    private synchronized void end(boolean completed) {
        if (completed && inHand != null && inHand.crashed().get()) {
            // The interrupt came too late for the task, and must not end the container's thread.
            Thread.interrupted();
        }
        inHand = null;
        view = view.finished(completed);
    }

    synchronized View view() {
        return view;
    }

    /**
     * Takes no further task.
     *
     * @return false if it was leaving already
     */
    synchronized boolean leave() {
        boolean first = view.state() != State.LEAVING;
        view = view.leaving();
        return first;
    }

    /**
     * Loses the channel in the middle of the task and drops the work, like a process that is
     * killed.
     *
     * @return whether there was a task
     */
    boolean crash() {
        InHand crashing = inHand();
        if (crashing == null) {
            return false;
        }
        // This waits for the broker, so it must not hold the lock.
        crashing.loseChannel();
        synchronized (this) {
            if (crashing.equals(inHand)) {
                crashing.crashed().set(true);
                crashing.thread().interrupt();
            }
        }
        return true;
    }

    private synchronized @Nullable InHand inHand() {
        return inHand;
    }
}
