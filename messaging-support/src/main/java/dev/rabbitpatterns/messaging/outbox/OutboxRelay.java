package dev.rabbitpatterns.messaging.outbox;

import dev.rabbitpatterns.messaging.Excerpt;
import dev.rabbitpatterns.messaging.TextMessageConverter;
import dev.rabbitpatterns.messaging.publish.ConfirmedPublisher;
import dev.rabbitpatterns.messaging.publish.PublishException;
import dev.rabbitpatterns.messaging.publish.PublishReceipt;
import dev.rabbitpatterns.messaging.tracing.MessageTrace;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.amqp.core.Message;
import org.springframework.context.SmartLifecycle;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Publishes the rows of the outbox, each after the commit that wrote it, and marks them after the
 * broker's confirm.
 *
 * <p>One thread takes a batch of different aggregates at a time, in a transaction that also holds
 * their locks. It is never interrupted, because H2 closes a file whose reader is interrupted.
 */
final class OutboxRelay implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(OutboxRelay.class);

    private static final int REASON_LENGTH = 500;

    /** So that a deletion stays short, however many rows are old. */
    private static final int REMOVED_AT_ONCE = 1_000;

    /** A batch waits for the broker no longer than this. */
    private static final Duration LONGEST_BATCH = Duration.ofSeconds(30);

    private final OutboxTable table;
    private final TransactionOperations transaction;
    private final ConfirmedPublisher publisher;
    private final TextMessageConverter converter;
    private final MessageTrace trace;
    private final OutboxProperties properties;
    private final AtomicLong pending;

    private final Semaphore wakeUps = new Semaphore(0);
    private volatile boolean running;
    private @Nullable Thread thread;
    private long surveyedAt = System.nanoTime();
    private boolean isFailing;

    /**
     * A relay that has not been started.
     *
     * @param pending is set to how many rows wait
     */
    OutboxRelay(
            OutboxTable table,
            TransactionOperations transaction,
            ConfirmedPublisher publisher,
            TextMessageConverter converter,
            MessageTrace trace,
            OutboxProperties properties,
            AtomicLong pending) {
        this.table = table;
        this.transaction = transaction;
        this.publisher = publisher;
        this.converter = converter;
        this.trace = trace;
        this.properties = properties;
        this.pending = pending;
    }

    /**
     * Why a row could not be published.
     *
     * @param reason what to tell
     * @param everywhere whether the broker takes no other row either
     */
    private record Failure(String reason, boolean everywhere) {}

    private record Outcome(OutboxRow row, @Nullable Failure failure) {}

    /** Looks for rows at once. */
    void wake() {
        if (wakeUps.availablePermits() == 0) {
            wakeUps.release();
        }
    }

    private void run() {
        while (running) {
            if (!tryRelay()) {
                pause();
            }
        }
    }

    /** Returns whether to go on without a pause. */
    private boolean tryRelay() {
        try {
            boolean more = Boolean.TRUE.equals(transaction.execute(status -> relayBatch()));
            survey();
            isFailing = false;
            return more;
        } catch (RuntimeException e) {
            if (!isFailing) {
                log.warn("The outbox is not published for now: {}", e.toString());
            }
            isFailing = true;
            return false;
        }
    }

    private boolean relayBatch() {
        List<OutboxRow> rows =
                table.lock(properties.batchSize(), properties.batchBytes().toBytes());
        List<Outcome> outcomes = publish(rows);
        table.markPublished(
                outcomes.stream()
                        .filter(outcome -> outcome.failure() == null)
                        .map(outcome -> outcome.row().id())
                        .toList());
        boolean brokerAway = false;
        for (Outcome outcome : outcomes) {
            if (outcome.failure() != null) {
                markFailed(outcome.row(), outcome.failure());
                brokerAway |= outcome.failure().everywhere();
            }
        }
        return !rows.isEmpty() && !brokerAway;
    }

    /** A row that waits for the broker has not failed itself, so its wait does not grow. */
    private void markFailed(OutboxRow row, Failure failure) {
        if (row.attempts() == 0) {
            log.warn("Message {} stays in the outbox: {}", row.messageId(), failure.reason());
        }
        int failures = failure.everywhere() ? 1 : row.attempts() + 1;
        table.markFailed(row.id(), failure.reason(), properties.waitAfter(failures));
    }

    /** All at the same time, so that the publisher sends them to the broker together. */
    private List<Outcome> publish(List<OutboxRow> rows) {
        List<Future<Outcome>> outcomes;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            outcomes =
                    rows.stream()
                            .map(row -> threads.submit(() -> new Outcome(row, publish(row))))
                            .toList();
        }
        return outcomes.stream().map(Future::resultNow).toList();
    }

    private @Nullable Failure publish(OutboxRow row) {
        try {
            Message message = converter.toMessage(row.body(), row.messageId());
            if (row.trace() != null) {
                message.getMessageProperties().setHeader(MessageTrace.HEADER, row.trace());
            }
            PublishReceipt receipt =
                    trace.during(
                            "outbox relay",
                            message,
                            () -> publisher.publish(row.exchange(), row.routingKey(), message));
            return receipt.routed()
                    ? null
                    : failure("No queue is bound for it, so the broker dropped it", false);
        } catch (PublishException.Refused e) {
            return failure(e.getMessage(), !e.isByQueue());
        } catch (RuntimeException e) {
            return failure(e.getMessage(), false);
        }
    }

    private static Failure failure(@Nullable String why, boolean everywhere) {
        return new Failure(Excerpt.to(REASON_LENGTH, String.valueOf(why)), everywhere);
    }

    /** Removes old rows and counts those that wait, but not after every batch. */
    private void survey() {
        if (System.nanoTime() - surveyedAt < properties.pollInterval().toNanos()) {
            return;
        }
        surveyedAt = System.nanoTime();
        transaction.executeWithoutResult(status ->
                table.remove(
                        OffsetDateTime.now(ZoneOffset.UTC).minus(properties.retention()),
                        REMOVED_AT_ONCE));
        pending.set(table.pending());
    }

    /** Until somebody wakes it, or the interval is over. */
    private void pause() {
        try {
            boolean woken =
                    wakeUps.tryAcquire(properties.pollInterval().toMillis(), TimeUnit.MILLISECONDS);
            if (woken) {
                wakeUps.drainPermits();
            }
        } catch (InterruptedException e) {
            log.debug("Nobody interrupts this thread", e);
        }
    }

    @Override
    public boolean isAutoStartup() {
        return properties.relay();
    }

    @Override
    public void start() {
        running = true;
        thread = Thread.ofPlatform().daemon().name("outbox-relay").start(this::run);
    }

    /** Returns when the batch in hand is marked. */
    @Override
    public void stop() {
        running = false;
        wake();
        try {
            if (thread != null && !thread.join(LONGEST_BATCH)) {
                log.warn("The outbox was stopped in the middle of a batch; it is published again");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Stops after the web server and the listeners, whose transactions still add rows. */
    @Override
    public int getPhase() {
        return 0;
    }
}
