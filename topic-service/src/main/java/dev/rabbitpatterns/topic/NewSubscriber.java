package dev.rabbitpatterns.topic;

import dev.rabbitpatterns.messaging.subscribe.BindingKeys;
import java.util.List;

/**
 * A subscriber to be added.
 *
 * @param bindingKeys patterns, of which one has to match the key of a log
 */
record NewSubscriber(
        @BindingKeys(usage = USAGE, mostHashes = MOST_HASHES) List<String> bindingKeys) {

    /** The broker tries every length for each of them; RabbitMQ 4.3 has the same limit. */
    static final int MOST_HASHES = 2;

    static final String USAGE =
            "must name at least one pattern, such as kern.* (* is one word) or kern.# (# is any number of words)";
}
