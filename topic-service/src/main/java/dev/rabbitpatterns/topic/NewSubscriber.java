package dev.rabbitpatterns.topic;

import dev.rabbitpatterns.messaging.BindingKeys;
import java.util.List;

/**
 * One more who gets a copy.
 *
 * @param bindingKeys of what was sent under a key that one of these patterns matches
 */
record NewSubscriber(@BindingKeys(usage = USAGE) List<String> bindingKeys) {

    static final String USAGE =
            "must name at least one pattern, such as kern.* (* is one word) or kern.# (# is any number of words)";
}
