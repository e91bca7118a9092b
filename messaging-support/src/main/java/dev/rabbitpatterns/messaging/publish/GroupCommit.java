package dev.rabbitpatterns.messaging.publish;

import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Shares one channel between all publishing threads.
 *
 * <p>A lone publisher writes its message itself, so it waits for no other thread. Under load,
 * publishes queue here, and one thread writes all that it finds in one go: many share a system
 * call, and often a confirm. A queue that is slow to confirm delays only its own publishes.
 */
final class GroupCommit implements AutoCloseable {

    /** This much fits into a socket's buffer even if the broker has stopped reading. */
    private static final int SMALL_BYTES = 8 * 1024;

    /** Opens the first channel, and a new one whenever the last was lost. */
    interface ChannelFactory {
        ConfirmChannel open() throws IOException;
    }

    private final ChannelFactory channels;
    private final BatchingSocketFactory sockets;
    private final int maxPending;
    private final Semaphore permits;
    private final Queue<PendingPublish> queued = new ConcurrentLinkedQueue<>();

    /** Whether a thread is the writer, which it is until the queue is empty. */
    private final AtomicBoolean hasWriter = new AtomicBoolean();

    private volatile @Nullable ConfirmChannel channel;
    private volatile boolean closed;

    /**
     * Shares the channels that this factory opens.
     *
     * @param maxPending how many publishes may wait for a confirm at once
     */
    GroupCommit(ChannelFactory channels, BatchingSocketFactory sockets, int maxPending) {
        this.channels = channels;
        this.sockets = sockets;
        this.maxPending = maxPending;
        this.permits = new Semaphore(maxPending);
    }

    /**
     * Queues a publish. It has no timeout of its own: the caller has to wait for it, and to fail it
     * if that takes too long.
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
            rejectQueued(GroupCommit::shuttingDown);
        } else if (hasWriter.compareAndSet(false, true)) {
            ConfirmChannel open = channel;
            if (alone && open != null && canWriteAtOnce(open, publish)) {
                asWriter(() -> {
                    writeQueued(open, 1);
                    if (!stepDown()) {
                        Thread.startVirtualThread(this::writeAll);
                    }
                });
            } else {
                asWriter(() -> Thread.startVirtualThread(this::writeAll));
            }
        }
    }

    /**
     * Every earlier publish is confirmed, so the buffer is empty and a small write cannot block.
     */
    private boolean canWriteAtOnce(ConfirmChannel open, PendingPublish publish) {
        return open.isOpen()
                && !open.isBehind()
                && publish.equals(queued.peek())
                && publish.fitsInto(SMALL_BYTES);
    }

    /** Runs on a thread of its own, because connecting and writing to the socket may block. */
    private void writeAll() {
        asWriter(() -> {
            do {
                try {
                    writeQueued(openChannel(), Integer.MAX_VALUE);
                } catch (PublishException.Refused alarm) {
                    rejectQueued(PublishException.Refused::blocked);
                } catch (IOException | RuntimeException e) {
                    rejectQueued(
                            () -> new PublishException.Refused("The broker is not reachable", e));
                }
            } while (!stepDown());
        });
    }

    /** After an {@link Error}, such as a lack of memory, the next publish finds no writer. */
    private void asWriter(Runnable work) {
        boolean completed = false;
        try {
            work.run();
            completed = true;
        } finally {
            if (!completed) {
                hasWriter.set(false);
            }
        }
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

    /** Writes queued publishes, at most {@code max}, until the channel is closed or blocked. */
    private void writeQueued(ConfirmChannel open, int max) {
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
            rejectQueued(PublishException.Refused::blocked);
        }
    }

    /** Steps down as the writer if nothing is queued; otherwise this thread has to go on. */
    private boolean stepDown() {
        if (closed) {
            rejectQueued(GroupCommit::shuttingDown);
        }
        if (!queued.isEmpty()) {
            return false;
        }
        hasWriter.set(false);
        return queued.isEmpty() || !hasWriter.compareAndSet(false, true);
    }

    private void rejectQueued(Supplier<PublishException.Refused> refusal) {
        for (PendingPublish next = queued.poll(); next != null; next = queued.poll()) {
            next.fail(refusal.get());
        }
    }

    private static PublishException.Refused shuttingDown() {
        return new PublishException.Refused("The service is shutting down", null);
    }

    private void release(PendingPublish publish) {
        queued.remove(publish);
        ConfirmChannel current = channel;
        if (current != null) {
            current.release(publish);
        }
    }

    /** Fails all publishes that are still waiting. */
    @Override
    public void close() {
        closed = true;
        rejectQueued(GroupCommit::shuttingDown);
        ConfirmChannel current = channel;
        if (current != null) {
            current.close();
        }
    }
}
