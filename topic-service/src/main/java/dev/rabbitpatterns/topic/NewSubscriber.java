package dev.rabbitpatterns.topic;

import dev.rabbitpatterns.messaging.subscribe.BindingKeys;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;

/**
 * A subscriber to be added.
 *
 * @param bindingKeys the patterns; a log matches if its key matches any of them
 */
record NewSubscriber(
        @Schema(example = "[\"kern.*\", \"*.critical\"]")
                @BindingKeys(usage = USAGE, mostHashes = MOST_HASHES)
                List<String> bindingKeys) {

    /** The broker tries every possible length for each hash. RabbitMQ 4.3 has the same limit. */
    static final int MOST_HASHES = 2;

    static final String USAGE =
            "must name at least one pattern, such as kern.* (* is one word) or kern.# (# is any number of words)";
}
