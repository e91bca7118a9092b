package dev.rabbitpatterns.messaging;

import org.jspecify.annotations.Nullable;

/**
 * Keeps a message that is delivered more than once from having more than one effect.
 *
 * <p>The default remembers in memory, a bounded number of ids, on this instance. Where several
 * instances share a queue, replace it by a bean that records the id in the same transaction as the
 * effect; without one, an instance that dies between the effect and the acknowledgement leaves a
 * second effect to whoever gets the message next.
 */
@FunctionalInterface
public interface OneEffect {

    /**
     * Runs the effect unless one for this id has completed. If the effect throws, the id is not
     * remembered and a retry runs it again.
     *
     * @param messageId the id that the publisher gave; without one, nothing can be recognised and
     *     the effect always runs
     * @return whether the effect ran
     */
    boolean perform(@Nullable String messageId, Runnable effect);
}
