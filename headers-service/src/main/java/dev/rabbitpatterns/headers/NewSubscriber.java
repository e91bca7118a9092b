package dev.rabbitpatterns.headers;

import dev.rabbitpatterns.messaging.BindingRule;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One more who gets a copy.
 *
 * @param match of what has all of these headers, which it is if nothing is said, or any
 * @param headers which headers, with which values
 */
record NewSubscriber(
        @Nullable Match match, @LegalHeaders(usage = USAGE) @Nullable Headers headers) {

    static final String USAGE = "must name at least one header, such as {\"format\":\"pdf\"}";

    List<BindingRule> rules() {
        Map<String, Object> arguments =
                new TreeMap<>(Objects.requireNonNullElse(headers, Headers.NONE).values());
        arguments.putIfAbsent(HeadersTopology.MATCH, Match.ALL.label());
        if (match != null) {
            arguments.put(HeadersTopology.MATCH, match.label());
        }
        return List.of(BindingRule.headers(arguments));
    }
}
