package dev.rabbitpatterns.suite;

import java.util.Map;

/** What became of the messages of a load, told by whoever cannot forget it. */
interface Effects extends AutoCloseable {

    /** How many effects each message has had that had any. */
    Map<String, Integer> byId() throws Exception;

    /** How many effects there were beyond the first of each message. */
    default int duplicated() throws Exception {
        return byId().values().stream().mapToInt(count -> count - 1).sum();
    }

    @Override
    default void close() {}
}
