package dev.rabbitpatterns.messaging;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One reader's place in a live stream: what it has yet to read, bounded. Who writes never waits for
 * who reads.
 */
final class StreamReader implements AutoCloseable {

    private final int buffer;
    private long bufferSize;
    private final Consumer<StreamReader> onClose;
    private final Deque<ServerSent> first;
    private final Deque<ServerSent> waiting = new ArrayDeque<>();
    private long waitingSize;
    private @Nullable String endReason;

    /**
     * @param buffer how many events it may be behind
     * @param bufferSize how much memory these may take
     * @param first what the reader gets before all else, which does not count as being behind
     */
    StreamReader(
            int buffer, long bufferSize, List<ServerSent> first, Consumer<StreamReader> onClose) {
        this.buffer = buffer;
        this.bufferSize = bufferSize;
        this.first = new ArrayDeque<>(first);
        this.onClose = onClose;
    }

    /** Takes the event, or cuts the reader off if it is too far behind. */
    synchronized boolean offer(ServerSent event) {
        if (endReason != null) {
            return false;
        }
        if (waiting.size() >= buffer || waitingSize + event.size() > bufferSize) {
            end("too slow: %d events behind".formatted(waiting.size() + 1));
            return false;
        }
        waiting.add(event);
        waitingSize += event.size();
        notifyAll();
        return true;
    }

    /** From now on this much may wait, and whoever is further behind is cut off. */
    synchronized void limitTo(long newBufferSize) {
        bufferSize = newBufferSize;
        if (waitingSize > bufferSize) {
            end("too slow: %d events behind".formatted(waiting.size()));
        }
    }

    /** The next event, or null if none came in time or the stream has ended. */
    synchronized @Nullable ServerSent next(Duration timeout) throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (endReason == null && first.isEmpty() && waiting.isEmpty()) {
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return null;
            }
            wait(left);
        }
        if (!first.isEmpty()) {
            return first.remove();
        }
        ServerSent event = waiting.poll();
        waitingSize -= event != null ? event.size() : 0;
        return event;
    }

    synchronized void end(String reason) {
        if (endReason == null) {
            endReason = reason;
            first.clear();
            waiting.clear();
            notifyAll();
        }
    }

    /** Why the stream has ended, or null while it goes on. */
    synchronized @Nullable String endReason() {
        return endReason;
    }

    @Override
    public void close() {
        onClose.accept(this);
    }
}
