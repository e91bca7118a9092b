package dev.rabbitpatterns.messaging.publish;

import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Shares one channel between all publishing threads.
 *
 * <p>A lone publisher writes its message itself, so it waits for no other thread. Under load,
 * publishes queue here, and one thread writes what it finds in one go, so many share a system call,
 * and often a confirm. A queue that is slow to confirm delays only its own publishes.
 */
final class GroupCommit implements AutoCloseable {

    /** What fits into a socket's buffer, even if the broker has stopped reading. */
    private static final int SMALL_BYTES = 8 * 1024;

    /** Opens a channel, at first and after one was lost. */
    interface ChannelFactory {
        ConfirmChannel open() throws IOException;
    }

    private final ChannelFactory channels;
    private final BatchingSocketFactory sockets;
    private final int maxPending;
    private final Semaphore permits;
    private final Queue<PendingPublish> queued = new ConcurrentLinkedQueue<>();

    /** Whether a thread writes. There is one at most, and it stops when the queue is empty. */
    private final AtomicBoolean writing = new AtomicBoolean();

    private volatile @Nullable ConfirmChannel channel;
    private volatile boolean closed;

    /** For as many publishes at once. */
    GroupCommit(ChannelFactory channels, BatchingSocketFactory sockets, int maxPending) {
        this.channels = channels;
        this.sockets = sockets;
        this.maxPending = maxPending;
        this.permits = new Semaphore(maxPending);
    }

    /**
     * Queues a publish. Whoever has submitted it has to wait for it, which gives it its timeout.
     */
    void submit(PendingPublish publish) {
        if (!permits.tryAcquire()) {
            publish.fail(
                    new PublishException.Refused(
                            "As many as " + maxPending + " messages wait for the broker already",
                            null));
            return;
        }
        boolean alone = permits.availablePermits() == maxPending - 1;
        publish.onSettled((routed, failure) -> {
            if (failure != null) {
                release(publish);
            }
            permits.release();
        });
        queued.add(publish);
        if (closed) {
            rejectQueued("The service is shutting down", null);
        } else if (writing.compareAndSet(false, true)) {
            ConfirmChannel open = channel;
            // Everything before it was confirmed, so the buffer is empty and the write does not
            // block.
            if (alone
                    && open != null
                    && open.isOpen()
                    && !open.isBehind()
                    && publish.equals(queued.peek())
                    && publish.fitsInto(SMALL_BYTES)) {
                write(open, 1);
                if (!isDone()) {
                    Thread.startVirtualThread(this::write);
                }
            } else {
                Thread.startVirtualThread(this::write);
            }
        }
    }

    /** Runs on a thread of its own, because it may have to connect, or to wait for the socket. */
    private void write() {
        do {
            try {
                write(openChannel(), Integer.MAX_VALUE);
            } catch (IOException | RuntimeException | Error e) {
                rejectQueued("The broker is not reachable", e);
            }
        } while (!isDone());
    }

    private ConfirmChannel openChannel() throws IOException {
        ConfirmChannel current = channel;
        if (current == null || !current.isOpen()) {
            current = channels.open();
            channel = current;
            if (closed) {
                current.close();
            }
        }
        return current;
    }

    /** Writes what is queued, at most that many and while it can. */
    private void write(ConfirmChannel open, int max) {
        sockets.batch(() -> {
            for (int i = 0; i < max && open.isOpen() && !open.isBlocked(); i++) {
                PendingPublish next = queued.poll();
                if (next == null) {
                    return;
                }
                if (next.begin()) {
                    open.write(next);
                }
            }
        });
        if (open.isBlocked()) {
            rejectQueued("The broker has run low on memory or disk and takes no messages", null);
        }
    }

    /** Whether the queue is empty, or another thread writes. */
    private boolean isDone() {
        if (closed) {
            rejectQueued("The service is shutting down", null);
        }
        if (!queued.isEmpty()) {
            return false;
        }
        writing.set(false);
        return queued.isEmpty() || !writing.compareAndSet(false, true);
    }

    private void rejectQueued(String reason, @Nullable Throwable cause) {
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
    }
}
