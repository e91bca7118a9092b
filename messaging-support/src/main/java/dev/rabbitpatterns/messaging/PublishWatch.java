package dev.rabbitpatterns.messaging;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Ends in time what the broker leaves open. One thread looks after all publishes, now and then and
 * only while there are any: a timer for each would cost as much as the publish.
 */
final class PublishWatch implements AutoCloseable {

    private final Map<Outgoing, Long> deadlines = new ConcurrentHashMap<>();
    private final AtomicBoolean looks = new AtomicBoolean();
    private final Duration pause;
    private final Runnable onLook;
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("publish-watch").factory());

    /**
     * @param pause how long it does not look
     * @param onLook what else is to be done then
     */
    PublishWatch(Duration pause, Runnable onLook) {
        this.pause = pause;
        this.onLook = onLook;
    }

    /** From now on it has its outcome after this time. */
    void begin(Outgoing publish, Duration timeout) {
        deadlines.put(publish, System.nanoTime() + timeout.toNanos());
        lookLater();
    }

    void end(Outgoing publish) {
        deadlines.remove(publish);
    }

    private void lookLater() {
        if (looks.compareAndSet(false, true)) {
            try {
                var _ = thread.schedule(this::look, pause.toMillis(), TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException e) {
                // It is closed, and everything has its outcome.
            }
        }
    }

    private void look() {
        try {
            long now = System.nanoTime();
            deadlines.forEach((publish, deadline) -> {
                if (now - deadline >= 0) {
                    publish.fail("The broker did not confirm in time", null);
                }
            });
            onLook.run();
        } finally {
            looks.set(false);
            if (!deadlines.isEmpty()) {
                lookLater();
            }
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
