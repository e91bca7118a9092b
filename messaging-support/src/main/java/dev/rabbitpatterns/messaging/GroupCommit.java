package dev.rabbitpatterns.messaging;

import java.io.IOException;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Writes what many threads publish as batches on one channel: while the broker is busy with a
 * batch, the next one gathers, and goes with the first confirm. Under load a batch is as long as
 * there are publishers, and they share one flush and one confirm; a lone publisher never waits for
 * company.
 *
 * <p>The gate between two batches is for speed alone. Whoever has stood before it for too long
 * opens it, so neither a queue that is slow to confirm nor a confirm that never comes holds up
 * others.
 */
final class GroupCommit implements AutoCloseable {

    private static final int LONGEST_BATCH = 1024;
    private static final Duration LONGEST_HOLD = Duration.ofMillis(20);

    /** Where a channel comes from, at first and after one was lost. */
    interface Channels {
        ConfirmChannel open(Runnable onWord) throws IOException;
    }

    private final Channels channels;
    private final int maxPending;
    private final Semaphore room;
    private final Queue<Outgoing> waiting = new ConcurrentLinkedQueue<>();
    private final ReentrantLock writer = new ReentrantLock();
    private volatile @Nullable ConfirmChannel channel;
    private volatile long awaited;
    private volatile boolean closed;

    GroupCommit(Channels channels, int maxPending) {
        this.channels = channels;
        this.maxPending = maxPending;
        this.room = new Semaphore(maxPending);
    }

    /**
     * Whether a queue took it, once the broker has confirmed it.
     *
     * @throws PublishException if that does not come, and at the latest after this time
     */
    boolean publish(Outgoing publish, Duration timeout) {
        if (!room.tryAcquire()) {
            throw new PublishException.Refused(
                    "As many as " + maxPending + " messages wait for the broker already", null);
        }
        long deadline = System.nanoTime() + timeout.toNanos();
        try {
            send(publish, deadline);
            return publish.routed(Duration.ofNanos(deadline - System.nanoTime()));
        } catch (PublishException e) {
            forget(publish);
            throw e;
        } finally {
            room.release();
        }
    }

    private void send(Outgoing publish, long deadline) {
        waiting.add(publish);
        write();
        while (publish.isWaitingAfter(LONGEST_HOLD) && System.nanoTime() < deadline) {
            awaited = 0;
            write();
        }
    }

    /** Whoever finds another one writing may go: that one looks again when it has finished. */
    private void write() {
        while (!waiting.isEmpty() && !refuses() && isGateOpen() && writer.tryLock()) {
            try {
                if (isGateOpen()) {
                    writeBatch();
                }
            } finally {
                writer.unlock();
            }
        }
    }

    private boolean refuses() {
        ConfirmChannel current = channel;
        if (closed) {
            refuseWaiting("The service is shutting down", null);
        } else if (current != null && current.isOpen() && current.isBlocked()) {
            refuseWaiting("The broker has run low on memory or disk and takes no messages", null);
        }
        return waiting.isEmpty();
    }

    private boolean isGateOpen() {
        ConfirmChannel current = channel;
        return current == null || !current.isOpen() || current.hasDecided(awaited);
    }

    private void writeBatch() {
        ConfirmChannel open;
        try {
            open = openChannel();
        } catch (IOException | RuntimeException e) {
            // Of any kind: Netty has some of its own for a connection that closes while it opens.
            refuseWaiting("The broker is not reachable", e);
            return;
        }
        long first = open.next();
        awaited = first;
        while (open.isOpen() && open.next() < first + LONGEST_BATCH) {
            Outgoing publish = waiting.poll();
            if (publish == null) {
                break;
            }
            if (publish.begin()) {
                open.write(publish);
            }
        }
        if (open.next() == first) {
            awaited = 0;
        }
    }

    private ConfirmChannel openChannel() throws IOException {
        ConfirmChannel current = channel;
        if (current == null || !current.isOpen()) {
            current = channels.open(this::onWord);
            channel = current;
        }
        return current;
    }

    /**
     * Never writes itself. The thread that brings the broker's words is Netty's own, whose frames
     * go out at once, between those of a message that another thread has begun to write.
     */
    private void onWord() {
        if (!waiting.isEmpty()) {
            Thread.startVirtualThread(this::write);
        }
    }

    private void refuseWaiting(String reason, @Nullable Exception cause) {
        for (Outgoing next = waiting.poll(); next != null; next = waiting.poll()) {
            next.fail(new PublishException.Refused(reason, cause));
        }
    }

    private void forget(Outgoing publish) {
        waiting.remove(publish);
        ConfirmChannel current = channel;
        if (current != null) {
            current.forget(publish);
        }
    }

    /** Whatever still waits has its outcome then. */
    @Override
    public void close() {
        closed = true;
        refuses();
        ConfirmChannel current = channel;
        if (current != null) {
            current.close();
        }
    }
}
