package dev.rabbitpatterns.messaging;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One event of a live stream.
 *
 * @param id by which a reader that reconnects says where it was, if the stream can be continued
 * @param name what has happened
 * @param data what there is to know of it
 * @param size about how much memory it takes while it waits for a reader
 */
record ServerSent(@Nullable String id, String name, Object data, int size) {

    /** Tells the reader something about the stream itself. */
    static ServerSent notice(String name, String detail) {
        return new ServerSent(null, name, Map.of("detail", detail), 0);
    }
}
