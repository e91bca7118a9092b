package dev.rabbitpatterns.messaging;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.springframework.util.unit.DataSize;

/** The last messages that a consumer received, newest first, and how many there were in all. */
public class Inbox {

    private final int capacity;
    private int capacitySize;
    private final Deque<ReceivedMessage> kept = new ArrayDeque<>();
    private long size;
    private long total;

    /**
     * @param capacity how many messages it keeps
     * @param capacitySize how much their texts may take together; of one that is longer its
     *     beginning is kept
     */
    public Inbox(int capacity, DataSize capacitySize) {
        this.capacity = capacity;
        this.capacitySize = Math.toIntExact(capacitySize.toBytes());
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
        ReceivedMessage fitting = message.within(capacitySize);
        kept.addFirst(fitting);
        size += fitting.size();
        total++;
        forgetTheOldest();
    }

    /** From now on it keeps no more than this, for instance because others need the memory. */
    synchronized void limitTo(int newCapacitySize) {
        capacitySize = newCapacitySize;
        forgetTheOldest();
    }

    private void forgetTheOldest() {
        while (kept.size() > capacity || size > capacitySize) {
            size -= kept.removeLast().size();
        }
    }

    synchronized long total() {
        return total;
    }

    public synchronized Contents contents() {
        return new Contents(total, List.copyOf(kept));
    }
}
