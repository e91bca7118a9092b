package dev.rabbitpatterns.messaging.consume;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the most recent ids. A duplicate that arrives while the effect runs waits for its
 * outcome.
 *
 * <p>Not a Caffeine cache: that evicts by frequency, so it could drop an id right before its
 * duplicate arrives. This one drops the oldest.
 */
final class InMemoryDeduplicator implements Deduplicator {

    private final int capacity;
    private final Set<String> done = new LinkedHashSet<>();
    private final Set<String> running = new HashSet<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition ended = lock.newCondition();

    InMemoryDeduplicator(int capacity) {
        this.capacity = capacity;
    }

    @Override
    public boolean runOnce(@Nullable String messageId, Runnable effect) {
        if (messageId == null) {
            effect.run();
            return true;
        }
        if (!begin(messageId)) {
            return false;
        }
        boolean completed = false;
        try {
            effect.run();
            completed = true;
            return true;
        } finally {
            end(messageId, completed);
        }
    }

    private boolean begin(String id) {
        lock.lock();
        try {
            while (running.contains(id)) {
                ended.awaitUninterruptibly();
            }
            return !done.contains(id) && running.add(id);
        } finally {
            lock.unlock();
        }
    }

    private void end(String id, boolean completed) {
        lock.lock();
        try {
            running.remove(id);
            if (completed) {
                done.add(id);
                if (done.size() > capacity) {
                    done.remove(done.iterator().next());
                }
            }
            ended.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
