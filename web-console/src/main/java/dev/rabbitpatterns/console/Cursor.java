package dev.rabbitpatterns.console;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How far a browser has read the stream of each instance, which is the event id of the merged
 * stream: {@code hello-service:t1-5,…}.
 */
final class Cursor {

    private static final Pattern PLACE = Pattern.compile("([a-z0-9-]{1,80}):([a-z0-9-]{1,80})");
    private static final int MOST = 100;

    private final Map<String, String> places = new TreeMap<>();

    private Cursor() {}

    /** Parses what a browser sends, and ignores what is no position in a stream. */
    static Cursor parse(@Nullable String text) {
        Cursor cursor = new Cursor();
        if (text != null) {
            PLACE.matcher(text)
                    .results()
                    .limit(MOST)
                    .forEach((MatchResult place) -> cursor.move(place.group(1), place.group(2)));
        }
        return cursor;
    }

    synchronized void move(String instance, String eventId) {
        places.put(instance, eventId);
    }

    synchronized @Nullable String of(String instance) {
        return places.get(instance);
    }

    @Override
    public synchronized String toString() {
        return places.entrySet().stream()
                .map(place -> place.getKey() + ":" + place.getValue())
                .collect(Collectors.joining(","));
    }
}
