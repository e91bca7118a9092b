package dev.rabbitpatterns.routing;

import dev.rabbitpatterns.messaging.BindingKeys;
import java.util.List;

/**
 * One more who gets a copy.
 *
 * @param severities of which severities
 */
record NewSubscriber(@BindingKeys(usage = USAGE) List<String> severities) {

    static final String USAGE = "must name at least one severity, such as info, warning or error";
}
