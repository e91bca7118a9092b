package dev.rabbitpatterns.messaging.events;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The events that one reader of a live stream has yet to read. They are bounded, and adding one
 * never waits.
 */
public final class StreamReader implements AutoCloseable {

    private final int buffer;
    private long bufferSize;
    private final Consumer<StreamReader> onClose;
    private final Deque<StreamEvent> first;
    private final Deque<StreamEvent> waiting = new ArrayDeque<>();
    private long waitingSize;
    private @Nullable String endReason;

    /**
     * A buffer for one reader.
     *
     * @param buffer how many events it may fall behind
     * @param bufferSize how much memory these may take
     * @param first events that come before all others and do not count as being behind
     * @param onClose called when the reader is gone
     */
    public StreamReader(
            int buffer, long bufferSize, List<StreamEvent> first, Consumer<StreamReader> onClose) {
        this.buffer = buffer;
        this.bufferSize = bufferSize;
        this.first = new ArrayDeque<>(first);
        this.onClose = onClose;
    }

    /**
     * Adds an event, or disconnects the reader if it is too far behind.
     *
     * @return whether the reader is still connected
     */
    public synchronized boolean offer(StreamEvent event) {
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

    /** Limits the memory from now on; disconnects the reader if more is waiting. */
    public synchronized void limitTo(long newBufferSize) {
        bufferSize = newBufferSize;
        if (waitingSize > bufferSize) {
            end("too slow: %d events behind".formatted(waiting.size()));
        }
    }

    /** The next event, or null if none arrives in time or the stream has ended. */
    synchronized @Nullable StreamEvent next(Duration timeout) throws InterruptedException {
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
        StreamEvent event = waiting.poll();
        waitingSize -= event != null ? event.size() : 0;
        return event;
    }

    /** Ends the stream; the reader learns why. */
    public synchronized void end(String reason) {
        if (endReason == null) {
            endReason = reason;
            first.clear();
            waiting.clear();
            notifyAll();
        }
    }

    /** Why the stream has ended, or null while it has not. */
    synchronized @Nullable String endReason() {
        return endReason;
    }

    @Override
    public void close() {
        onClose.accept(this);
    }
}
