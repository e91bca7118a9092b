package dev.rabbitpatterns.messaging.consume;

import org.jspecify.annotations.Nullable;

/**
 * Runs an effect once for each message id, however often the message is delivered.
 *
 * <p>The default remembers a bounded number of ids, in the memory of this instance. Where several
 * instances share a queue, define a bean that records the id in the same transaction as the effect:
 * otherwise, if an instance dies between the effect and the acknowledgement, whoever receives the
 * message next repeats the effect.
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
