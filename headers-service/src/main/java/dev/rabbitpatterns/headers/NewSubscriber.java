package dev.rabbitpatterns.headers;

import dev.rabbitpatterns.messaging.subscribe.BindingRule;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.NotEmpty;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A subscriber to be added.
 *
 * @param match whether a log has to have all of the headers (the default), or any
 * @param headers the headers and their values
 */
record NewSubscriber(
        @Schema(example = "all") @Nullable Match match,
        @Schema(example = Headers.EXAMPLE) @NotEmpty(message = USAGE) Headers headers) {

    static final String USAGE = "must name at least one header, such as \\{\"format\":\"pdf\"\\}";

    List<BindingRule> rules() {
        Map<String, Object> arguments = new TreeMap<>(headers);
        arguments.putIfAbsent(HeadersTopology.MATCH, Match.ALL.label());
        if (match != null) {
            arguments.put(HeadersTopology.MATCH, match.label());
        }
        return List.of(BindingRule.headers(arguments));
    }
}
