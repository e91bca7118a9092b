package dev.rabbitpatterns.messaging.events;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The events that one reader of a live stream has yet to read. They are bounded, and adding one
 * never waits.
 */
public final class StreamReader implements AutoCloseable {

    private long bufferSize;
    private final Consumer<StreamReader> onClose;
    private final Queue<StreamEvent> first;
    private final BlockingQueue<StreamEvent> waiting;
    private final AtomicLong waitingSize = new AtomicLong();
    private boolean ended;

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
        this.waiting = new LinkedBlockingQueue<>(buffer);
        this.bufferSize = bufferSize;
        this.first = new ConcurrentLinkedQueue<>(first);
        this.onClose = onClose;
    }

    /**
     * Adds an event, or disconnects the reader if it is too far behind.
     *
     * @return whether the reader is still connected
     */
    public synchronized boolean offer(StreamEvent event) {
        if (ended) {
            return false;
        }
        if (waitingSize.get() + event.size() > bufferSize || !waiting.offer(event)) {
            end("too slow: %d events behind".formatted(waiting.size() + 1));
            return false;
        }
        waitingSize.addAndGet(event.size());
        return true;
    }

    /** Limits the memory from now on; disconnects the reader if more is waiting. */
    public synchronized void limitTo(long newBufferSize) {
        bufferSize = newBufferSize;
        if (waitingSize.get() > bufferSize) {
            end("too slow: %d events behind".formatted(waiting.size()));
        }
    }

    /** The next event, or null if none arrives in time. */
    @Nullable StreamEvent next(Duration timeout) throws InterruptedException {
        StreamEvent missed = first.poll();
        if (missed != null) {
            return missed;
        }
        StreamEvent event = waiting.poll(timeout.toMillis(), TimeUnit.MILLISECONDS);
        if (event != null) {
            waitingSize.addAndGet(-event.size());
        }
        return event;
    }

    /** Ends the stream; the reader gets the reason next, and nothing after it. */
    public synchronized void end(String reason) {
        if (!ended) {
            ended = true;
            first.clear();
            waiting.clear();
            waiting.add(StreamEvent.end(reason));
        }
    }

    @Override
    public void close() {
        onClose.accept(this);
    }
}
