package dev.rabbitpatterns.messaging.publish;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Notices what takes too long. One thread looks at all deadlines now and then, and only while there
 * are any: {@link java.util.concurrent.CompletableFuture#orTimeout} for each message would cost a
 * tenth of the throughput.
 *
 * @param <T> what may take too long, told apart by {@link Object#equals}
 */
final class TimeoutTracker<T> implements AutoCloseable {

    private final Map<T, Long> deadlines = new ConcurrentHashMap<>();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final Duration precision;
    private final Consumer<T> onTimeout;
    private final ScheduledExecutorService thread;

    /**
     * Checks while there are deadlines.
     *
     * @param precision the time between two checks, and so how late a timeout may be noticed
     */
    TimeoutTracker(String name, Duration precision, Consumer<T> onTimeout) {
        this.precision = precision;
        this.onTimeout = onTimeout;
        this.thread =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().daemon().name(name).factory());
    }

    void begin(T what, Duration timeout) {
        deadlines.put(what, System.nanoTime() + timeout.toNanos());
        schedule();
    }

    void end(T what) {
        deadlines.remove(what);
    }

    private void schedule() {
        if (scheduled.compareAndSet(false, true)) {
            try {
                var _ = thread.schedule(this::check, precision.toMillis(), TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException e) {
                // It is closed.
            }
        }
    }

    private void check() {
        try {
            long now = System.nanoTime();
            deadlines.forEach((what, deadline) -> {
                if (now - deadline >= 0 && deadlines.remove(what, deadline)) {
                    onTimeout.accept(what);
                }
            });
        } finally {
            scheduled.set(false);
            if (!deadlines.isEmpty()) {
                schedule();
            }
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
