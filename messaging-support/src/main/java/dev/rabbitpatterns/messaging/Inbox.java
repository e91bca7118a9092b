package dev.rabbitpatterns.messaging;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.springframework.util.unit.DataSize;

/** The last messages that a consumer received, newest first, and how many there were in all. */
public class Inbox {

    private final int capacity;
    private final DataSize capacitySize;
    private final Deque<ReceivedMessage> kept = new ArrayDeque<>();
    private long size;
    private long total;

    /**
     * @param capacity how many messages it keeps
     * @param capacitySize how much their texts may take together; the last one is kept in any case
     */
    public Inbox(int capacity, DataSize capacitySize) {
        this.capacity = capacity;
        this.capacitySize = capacitySize;
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
        kept.addFirst(message);
        size += message.size();
        total++;
        while (kept.size() > capacity || (size > capacitySize.toBytes() && kept.size() > 1)) {
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
