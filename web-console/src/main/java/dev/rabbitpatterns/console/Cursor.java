package dev.rabbitpatterns.console;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How far a browser has read the stream of each instance. It is the event id of the merged stream:
 * {@code hello-service:t1-5,…}.
 */
final class Cursor {

    private static final Pattern POSITION = Pattern.compile("([a-z0-9-]{1,80}):([a-z0-9-]{1,80})");
    private static final int MAX_POSITIONS = 100;

    private final Map<String, String> positions = new TreeMap<>();

    private Cursor() {}

    /** Parses what a browser sends, and ignores whatever is not a position in a stream. */
    static Cursor parse(@Nullable String text) {
        Cursor cursor = new Cursor();
        if (text != null) {
            POSITION.matcher(text)
                    .results()
                    .limit(MAX_POSITIONS)
                    .forEach((MatchResult position) ->
                            cursor.move(position.group(1), position.group(2)));
        }
        return cursor;
    }

    synchronized void move(String instance, String eventId) {
        positions.put(instance, eventId);
    }

    synchronized @Nullable String of(String instance) {
        return positions.get(instance);
    }

    @Override
    public synchronized String toString() {
        return positions.entrySet().stream()
                .map(position -> position.getKey() + ":" + position.getValue())
                .collect(Collectors.joining(","));
    }
}
