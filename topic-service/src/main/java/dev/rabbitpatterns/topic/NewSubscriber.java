package dev.rabbitpatterns.topic;

import dev.rabbitpatterns.messaging.BindingKeys;
import java.util.List;

/**
 * One more who gets a copy.
 *
 * @param bindingKeys of what was sent under a key that one of these patterns matches
 */
record NewSubscriber(
        @BindingKeys(usage = USAGE, mostHashes = MOST_HASHES) List<String> bindingKeys) {

    /** The broker tries every length for every one of them; RabbitMQ 4.3 has the same limit. */
    static final int MOST_HASHES = 2;

    static final String USAGE =
            "must name at least one pattern, such as kern.* (* is one word) or kern.# (# is any number of words)";
}
