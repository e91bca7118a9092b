package dev.rabbitpatterns.messaging.publish;

import java.io.IOException;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Shares one channel between all publishing threads.
 *
 * <p>Publishes queue here, and one thread writes them. What it writes in one go leaves in one
 * flush, so under load many publishes share a system call, and often a confirm; a lone publisher
 * never waits for company. A queue that is slow to confirm delays only its own publishes.
 */
final class GroupCommit implements AutoCloseable {

    /** How late a timeout may be noticed. */
    private static final Duration PRECISION = Duration.ofMillis(20);

    /** Opens a channel, at first and after one was lost. */
    interface ChannelFactory {

        /**
         * Opens a channel.
         *
         * @param onConfirm called whenever there may be more to write
         */
        ConfirmChannel open(Runnable onConfirm) throws IOException;
    }

    private final ChannelFactory channels;
    private final Executor writer;
    private final BooleanSupplier isWritable;
    private final int maxPending;
    private final Semaphore permits;
    private final Queue<PendingPublish> queued = new ConcurrentLinkedQueue<>();
    private final TimeoutTracker<PendingPublish> timeouts =
            new TimeoutTracker<>(
                    "publish-timeouts",
                    PRECISION,
                    publish -> publish.fail("The broker did not confirm in time", null),
                    this::writeSoon);

    /** Whether the writer will look at the queue without being told. */
    private final AtomicBoolean scheduled = new AtomicBoolean();

    private volatile @Nullable ConfirmChannel channel;
    private volatile boolean closed;

    /** Only the writer uses it. */
    private boolean connecting;

    /**
     * For as many publishes at once.
     *
     * @param writer runs its tasks on one thread
     * @param isWritable whether the connection takes more without buffering too much
     */
    GroupCommit(
            ChannelFactory channels, Executor writer, BooleanSupplier isWritable, int maxPending) {
        this.channels = channels;
        this.writer = writer;
        this.isWritable = isWritable;
        this.maxPending = maxPending;
        this.permits = new Semaphore(maxPending);
    }

    /**
     * Queues a publish, which from here on always completes, successfully or not.
     *
     * @param timeout when it fails if no confirm has arrived
     */
    void submit(PendingPublish publish, Duration timeout) {
        if (!permits.tryAcquire()) {
            publish.fail(
                    new PublishException.Refused(
                            "As many as " + maxPending + " messages wait for the broker already",
                            null));
            return;
        }
        publish.onSettled((routed, failure) -> {
            if (failure != null) {
                release(publish);
            }
            timeouts.end(publish);
            permits.release();
        });
        timeouts.begin(publish, timeout);
        queued.add(publish);
        if (closed) {
            rejectQueued("The service is shutting down", null);
        } else if (scheduled.compareAndSet(false, true)) {
            writeSoon();
        }
    }

    private void writeSoon() {
        onWriter(this::write);
    }

    private void onWriter(Runnable task) {
        try {
            writer.execute(task);
        } catch (RejectedExecutionException e) {
            rejectQueued("The service is shutting down", e);
        }
    }

    /** Writes until the queue is empty or something has to happen first, which calls it again. */
    private void write() {
        while (!closed && !connecting && !parkIfEmpty()) {
            ConfirmChannel open = channel;
            if (open == null || !open.isOpen()) {
                connecting = true;
                Thread.startVirtualThread(this::connect);
            } else if (open.isBlocked()) {
                rejectQueued(
                        "The broker has run low on memory or disk and takes no messages", null);
            } else if (isWritable.getAsBoolean()) {
                PendingPublish publish = queued.poll();
                if (publish != null && publish.begin()) {
                    open.write(publish);
                }
            } else {
                return;
            }
        }
        if (closed) {
            rejectQueued("The service is shutting down", null);
        }
    }

    /** Parks the writer if the queue is empty; the next publish schedules it again. */
    private boolean parkIfEmpty() {
        if (!queued.isEmpty()) {
            return false;
        }
        scheduled.set(false);
        return queued.isEmpty() || !scheduled.compareAndSet(false, true);
    }

    /** Runs on its own thread, because it blocks and the writer may have to do its part. */
    private void connect() {
        try {
            ConfirmChannel opened = channels.open(this::writeSoon);
            onWriter(() -> connected(opened));
        } catch (IOException | RuntimeException e) {
            // Of any kind: Netty has some of its own for a connection that closes while it opens.
            onWriter(() -> notConnected(e));
        }
    }

    private void connected(ConfirmChannel opened) {
        connecting = false;
        channel = opened;
        if (closed) {
            opened.close();
        }
        write();
    }

    private void notConnected(Exception cause) {
        connecting = false;
        rejectQueued("The broker is not reachable", cause);
        write();
    }

    private void rejectQueued(String reason, @Nullable Exception cause) {
        for (PendingPublish next = queued.poll(); next != null; next = queued.poll()) {
            next.fail(new PublishException.Refused(reason, cause));
        }
    }

    private void release(PendingPublish publish) {
        queued.remove(publish);
        ConfirmChannel current = channel;
        if (current != null) {
            current.release(publish);
        }
    }

    /** Completes whatever still waits. */
    @Override
    public void close() {
        closed = true;
        rejectQueued("The service is shutting down", null);
        ConfirmChannel current = channel;
        if (current != null) {
            current.close();
        }
        timeouts.close();
    }
}
