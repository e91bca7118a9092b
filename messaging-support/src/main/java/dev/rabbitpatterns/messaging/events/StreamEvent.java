package dev.rabbitpatterns.messaging.events;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One server-sent event.
 *
 * @param id the id by which a reconnecting reader resumes, or null if the stream cannot be resumed
 * @param name what happened
 * @param data the details, sent as JSON
 * @param size about how much memory it takes while it waits
 */
public record StreamEvent(@Nullable String id, String name, Object data, int size) {

    private static final String END = "end";

    /** An event about the stream itself. */
    public static StreamEvent notice(String name, String detail) {
        return new StreamEvent(null, name, Map.of("detail", detail), 0);
    }

    /** The last event of a stream, which says why it ends. */
    static StreamEvent end(String reason) {
        return notice(END, reason);
    }

    /** Whether it is the last event of its stream. */
    boolean isEnd() {
        return name.equals(END);
    }
}
