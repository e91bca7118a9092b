package dev.rabbitpatterns.headers;

import java.util.Map;
import java.util.stream.Stream;

/**
 * Matches a message's headers as a headers exchange does.
 *
 * @param arguments the binding's arguments: the headers, and whether all or any of them have to
 *     match
 */
record HeadersMatch(Map<String, Object> arguments) {

    /** Whether a headers exchange routes a message with these headers by the binding. */
    boolean matches(Map<String, Object> headers) {
        Match match = Match.of(String.valueOf(arguments.get(HeadersTopology.MATCH)));
        Stream<Boolean> results =
                arguments.entrySet().stream()
                        .filter(wanted -> counts(wanted.getKey(), match))
                        .map(wanted -> wanted.getValue().equals(headers.get(wanted.getKey())));
        return match.isAny() ? results.anyMatch(equal -> equal) : results.allMatch(equal -> equal);
    }

    private static boolean counts(String name, Match match) {
        return !name.equals(HeadersTopology.MATCH) && (match.countsX() || !name.startsWith("x-"));
    }
}
