package dev.rabbitpatterns.messaging;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The last messages that a consumer received, newest first, and how many there were in all. */
public class Inbox {

    private final int capacity;
    private final Deque<ReceivedMessage> kept = new ArrayDeque<>();
    private long total;

    public Inbox(int capacity) {
        this.capacity = capacity;
    }

    /**
     * What an inbox holds.
     *
     * @param total how many messages were received since the start; more than are listed once the
     *     oldest were forgotten
     * @param messages the last of them, newest first
     */
    public record Contents(long total, List<ReceivedMessage> messages) {}

    public synchronized void add(ReceivedMessage message) {
        if (kept.size() == capacity) {
            kept.removeLast();
        }
        kept.addFirst(message);
        total++;
    }

    public synchronized Contents contents() {
        return new Contents(total, List.copyOf(kept));
    }
}
