package dev.rabbitpatterns.messaging;

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
 * Knows what takes too long. One thread looks after everything, now and then and only while there
 * is anything: a timer for each message would cost as much as the message.
 *
 * @param <T> what may take too long, told apart by {@link Object#equals}
 */
public final class Watch<T> implements AutoCloseable {

    private final Map<T, Long> deadlines = new ConcurrentHashMap<>();
    private final AtomicBoolean looks = new AtomicBoolean();
    private final Duration pause;
    private final Consumer<T> onOverdue;
    private final Runnable onLook;
    private final ScheduledExecutorService thread;

    /**
     * @param name of its thread
     * @param pause how long it does not look, and so how late it may be
     * @param onOverdue what becomes of something whose time is over
     */
    public Watch(String name, Duration pause, Consumer<T> onOverdue) {
        this(name, pause, onOverdue, () -> {});
    }

    /**
     * @param onLook what else is to be done now and then while there is anything
     */
    Watch(String name, Duration pause, Consumer<T> onOverdue, Runnable onLook) {
        this.pause = pause;
        this.onOverdue = onOverdue;
        this.onLook = onLook;
        this.thread =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().daemon().name(name).factory());
    }

    /** From now on it has this much time. */
    public void begin(T what, Duration time) {
        deadlines.put(what, System.nanoTime() + time.toNanos());
        lookLater();
    }

    /** It was in time. */
    public void end(T what) {
        deadlines.remove(what);
    }

    private void lookLater() {
        if (looks.compareAndSet(false, true)) {
            try {
                var _ = thread.schedule(this::look, pause.toMillis(), TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException e) {
                // It is closed.
            }
        }
    }

    private void look() {
        try {
            long now = System.nanoTime();
            deadlines.forEach((what, deadline) -> {
                if (now - deadline >= 0 && deadlines.remove(what, deadline)) {
                    onOverdue.accept(what);
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
