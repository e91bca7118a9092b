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

    private State state = State.IDLE;
    private Instant since = Instant.now();
    private int dotsDone;
    private int done;
    private int failed;
    private @Nullable InHand inHand;

    /** The task in hand, with what a crash has to interrupt. */
    private record InHand(
            ReceivedMessage task, Thread thread, @Nullable Channel channel, AtomicBoolean crashed) {

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
     * @param dots how many dots that task has
     * @param dotsDone how many of them are done
     * @param done how many tasks it has done
     * @param failed how many of its attempts have failed
     */
    record View(
            String id,
            State state,
            Instant since,
            @Nullable String task,
            @Nullable String text,
            int dots,
            int dotsDone,
            int done,
            int failed) {}

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
            progress(task);
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
        inHand = new InHand(task, Thread.currentThread(), channel, new AtomicBoolean());
        dotsDone = 0;
        enter(State.WORKING);
        tasks.change(task.id(), task.text(), known -> known.running(id, attempt.number()));
    }

    private synchronized void progress(ReceivedMessage task) {
        dotsDone++;
        tasks.change(task.id(), task.text(), Task::progressed);
    }

    private synchronized void end(boolean completed) {
        if (completed && inHand != null && inHand.crashed().get()) {
            // The interrupt came too late for the task, and must not end the container's thread.
            Thread.interrupted();
        }
        inHand = null;
        done += completed ? 1 : 0;
        failed += completed ? 0 : 1;
        enter(State.IDLE);
    }

    /** A worker that is leaving stays in that state. */
    private void enter(State next) {
        since = Instant.now();
        state = state == State.LEAVING ? state : next;
    }

    synchronized View view() {
        if (inHand == null) {
            return new View(id, state, since, null, null, 0, 0, done, failed);
        }
        ReceivedMessage task = inHand.task();
        int dots = NewTask.dotsIn(task.text());
        return new View(id, state, since, task.id(), task.text(), dots, dotsDone, done, failed);
    }

    /**
     * Takes no further task.
     *
     * @return false if it was leaving already
     */
    synchronized boolean leave() {
        boolean first = state != State.LEAVING;
        state = State.LEAVING;
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
