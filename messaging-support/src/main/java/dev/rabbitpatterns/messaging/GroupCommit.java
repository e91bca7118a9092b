package dev.rabbitpatterns.messaging;

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
 * Writes what many threads publish as batches on one channel: while the broker is busy with a
 * batch, the next one gathers, and goes with the first confirm. Under load a batch is as long as
 * there are publishers, and they share one flush and one confirm; a lone publisher never waits for
 * company.
 *
 * <p>The gate between two batches is for speed alone. One that stays shut for too long is opened,
 * so neither a queue that is slow to confirm nor a confirm that never comes holds up others.
 */
final class GroupCommit implements AutoCloseable {

    private static final int LONGEST_BATCH = 1024;
    private static final Duration LONGEST_HOLD = Duration.ofMillis(20);

    /** Where a channel comes from, at first and after one was lost. */
    interface Channels {
        ConfirmChannel open(Runnable onWord) throws IOException;
    }

    private final Channels channels;
    private final Executor writer;
    private final BooleanSupplier isWritable;
    private final int maxPending;
    private final Semaphore room;
    private final Queue<Outgoing> waiting = new ConcurrentLinkedQueue<>();
    private final Watch<Outgoing> watch =
            new Watch<>(
                    "publish-watch",
                    LONGEST_HOLD,
                    publish -> publish.fail("The broker did not confirm in time", null),
                    this::openGate);

    /** Whether the writer will look at what waits without being told. */
    private final AtomicBoolean writes = new AtomicBoolean();

    private volatile @Nullable ConfirmChannel channel;
    private volatile boolean closed;

    // What follows is the writer's alone.
    private boolean connecting;
    private long awaited;
    private long awaitedSince;

    /**
     * @param writer the one thread that writes
     * @param isWritable whether what was written before has gone out, but for a little
     */
    GroupCommit(Channels channels, Executor writer, BooleanSupplier isWritable, int maxPending) {
        this.channels = channels;
        this.writer = writer;
        this.isWritable = isWritable;
        this.maxPending = maxPending;
        this.room = new Semaphore(maxPending);
    }

    /**
     * Whether a queue took it, once the broker has confirmed it.
     *
     * @throws PublishException if that does not come, and hardly later than after this time
     */
    boolean publish(Outgoing publish, Duration timeout) {
        submit(publish, timeout);
        return publish.routed();
    }

    /** The same, for who waits for something else. */
    void submit(Outgoing publish, Duration timeout) {
        if (!room.tryAcquire()) {
            throw new PublishException.Refused(
                    "As many as " + maxPending + " messages wait for the broker already", null);
        }
        publish.whenDecided((routed, failure) -> {
            if (failure != null) {
                forget(publish);
            }
            watch.end(publish);
            room.release();
        });
        watch.begin(publish, timeout);
        waiting.add(publish);
        if (closed) {
            refuseWaiting("The service is shutting down", null);
        } else if (writes.compareAndSet(false, true)) {
            soon(this::write);
        }
    }

    private void soon(Runnable task) {
        try {
            writer.execute(task);
        } catch (RejectedExecutionException e) {
            refuseWaiting("The service is shutting down", e);
        }
    }

    /** Goes on until nothing waits, or until there will be another reason to look. */
    private void write() {
        while (!refuses() && isGateOpen()) {
            if (!waiting.isEmpty()) {
                writeBatch();
            } else {
                writes.set(false);
                if (waiting.isEmpty() || !writes.compareAndSet(false, true)) {
                    return;
                }
            }
        }
    }

    private boolean refuses() {
        ConfirmChannel current = channel;
        if (closed) {
            refuseWaiting("The service is shutting down", null);
            return true;
        }
        if (current != null && current.isOpen() && current.isBlocked()) {
            refuseWaiting("The broker has run low on memory or disk and takes no messages", null);
        }
        return connecting;
    }

    private boolean isGateOpen() {
        ConfirmChannel current = channel;
        return current == null
                || !current.isOpen()
                || (current.hasDecided(awaited) && isWritable.getAsBoolean());
    }

    private void writeBatch() {
        ConfirmChannel open = channel;
        if (open == null || !open.isOpen()) {
            connecting = true;
            Thread.startVirtualThread(this::connect);
            return;
        }
        awaited = open.next();
        awaitedSince = System.nanoTime();
        while (open.isOpen()
                && open.next() < awaited + LONGEST_BATCH
                && isWritable.getAsBoolean()) {
            Outgoing publish = waiting.poll();
            if (publish == null) {
                break;
            }
            if (publish.begin()) {
                open.write(publish);
            }
        }
        if (open.next() == awaited) {
            awaited = 0;
        }
    }

    /** In a thread of its own, as it takes time and the writer may have to do its part. */
    private void connect() {
        try {
            ConfirmChannel opened = channels.open(() -> soon(this::write));
            soon(() -> connected(opened));
        } catch (IOException | RuntimeException e) {
            // Of any kind: Netty has some of its own for a connection that closes while it opens.
            soon(() -> notConnected(e));
        }
    }

    private void connected(ConfirmChannel opened) {
        connecting = false;
        channel = opened;
        awaited = 0;
        if (closed) {
            opened.close();
        }
        write();
    }

    private void notConnected(Exception cause) {
        connecting = false;
        refuseWaiting("The broker is not reachable", cause);
        write();
    }

    private void openGate() {
        soon(() -> {
            if (System.nanoTime() - awaitedSince > LONGEST_HOLD.toNanos()) {
                awaited = 0;
            }
            write();
        });
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
        refuseWaiting("The service is shutting down", null);
        ConfirmChannel current = channel;
        if (current != null) {
            current.close();
        }
        watch.close();
    }
}
