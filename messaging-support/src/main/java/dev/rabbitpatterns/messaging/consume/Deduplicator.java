package dev.rabbitpatterns.messaging.consume;

import org.jspecify.annotations.Nullable;

/**
 * Runs an effect once for each message id, however often the message is delivered.
 *
 * <p>Where the application has a {@code DataSource}, the id is recorded in the same transaction as
 * the effect. Without one, a bounded number of ids is remembered in the memory of this instance: if
 * it dies between the effect and the acknowledgement, whoever receives the message next repeats the
 * effect.
 */
@FunctionalInterface
public interface Deduplicator {

    /**
     * Runs the effect unless it has already completed for this id. If the effect throws, the id is
     * not remembered, and a retry runs it again.
     *
     * @param messageId the id that the publisher gave; without one, the effect always runs
     * @return whether the effect ran
     */
    boolean runOnce(@Nullable String messageId, Runnable effect);

    /** A deduplicator that remembers this many ids in memory. */
    static Deduplicator inMemory(int cacheSize) {
        return new InMemoryDeduplicator(cacheSize);
    }
}
