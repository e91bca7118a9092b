package dev.rabbitpatterns.messaging;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One reader's place in the stream: what it has yet to read, bounded. */
final class EventReader implements AutoCloseable {

    private final MessageEvents events;
    private final List<MessageEvents.Numbered> missed;
    private final boolean gap;
    private final BlockingQueue<MessageEvents.Numbered> waiting;
    private volatile @Nullable String endReason;

    EventReader(
            MessageEvents events, int buffer, List<MessageEvents.Numbered> missed, boolean gap) {
        this.events = events;
        this.missed = missed;
        this.gap = gap;
        this.waiting = new LinkedBlockingQueue<>(buffer);
    }

    /**
     * Whether events between the last one that the reader knows and the first one it gets are gone.
     */
    boolean hasGap() {
        return gap;
    }

    /** What happened while the reader was away. */
    List<MessageEvents.Numbered> missed() {
        return missed;
    }

    /** The next event, or null if none came in time. */
    MessageEvents.@Nullable Numbered next(Duration timeout) throws InterruptedException {
        return waiting.poll(timeout.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Takes the event, or cuts the reader off if it is too far behind. */
    boolean offer(MessageEvents.Numbered event) {
        if (endReason == null && waiting.offer(event)) {
            return true;
        }
        end("too slow: more than " + waiting.size() + " events behind");
        return false;
    }

    void end(String reason) {
        endReason = reason;
        waiting.clear();
    }

    /** Why the stream has ended, or null while it goes on. */
    @Nullable String endReason() {
        return endReason;
    }

    @Override
    public void close() {
        events.close(this);
    }
}
