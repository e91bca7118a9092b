package dev.rabbitpatterns.suite;

import java.util.Map;

/** The effects of a load's messages, from a source that survives the fault. */
interface Effects extends AutoCloseable {

    /** The number of effects by message id, without messages that had none. */
    Map<String, Integer> byId() throws Exception;

    /** The number of effects that were repetitions. */
    default int duplicated() throws Exception {
        return byId().values().stream().mapToInt(count -> count - 1).sum();
    }

    @Override
    default void close() {}
}
