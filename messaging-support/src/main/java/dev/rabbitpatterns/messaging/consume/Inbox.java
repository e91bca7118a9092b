package dev.rabbitpatterns.messaging.consume;

import dev.rabbitpatterns.messaging.ReceivedMessage;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.springframework.util.unit.DataSize;

/**
 * The last messages that a consumer received, newest first, and the total number. Not a Caffeine
 * cache: that might drop a newer message than those it keeps.
 */
public class Inbox {

    private final int capacity;
    private int capacitySize;
    private final Deque<ReceivedMessage> kept = new ArrayDeque<>();
    private long size;
    private long total;

    /**
     * An empty inbox.
     *
     * @param capacity how many messages it keeps
     * @param capacitySize how much memory they may take together; a larger one is shortened
     */
    public Inbox(int capacity, DataSize capacitySize) {
        this.capacity = capacity;
        this.capacitySize = Math.toIntExact(capacitySize.toBytes());
    }

    /**
     * What an inbox holds.
     *
     * @param total how many messages were received since the start, including those no longer kept
     * @param messages the last of them, newest first
     */
    public record Contents(long total, List<ReceivedMessage> messages) {}

    public synchronized void add(ReceivedMessage message) {
        ReceivedMessage fitting = message.within(capacitySize);
        kept.addFirst(fitting);
        size += fitting.size();
        total++;
        dropOldest();
    }

    /** Limits the memory from now on. */
    public synchronized void limitTo(int newCapacitySize) {
        capacitySize = newCapacitySize;
        dropOldest();
    }

    private void dropOldest() {
        while (kept.size() > capacity || size > capacitySize) {
            size -= kept.removeLast().size();
        }
    }

    public synchronized long total() {
        return total;
    }

    public synchronized Contents contents() {
        return new Contents(total, List.copyOf(kept));
    }
}
