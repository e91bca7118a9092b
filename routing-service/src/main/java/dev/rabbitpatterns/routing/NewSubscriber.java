package dev.rabbitpatterns.routing;

import dev.rabbitpatterns.messaging.subscribe.BindingKeys;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;

/**
 * A subscriber to be added.
 *
 * @param severities the severities of the logs that it receives
 */
record NewSubscriber(
        @Schema(example = "[\"warning\", \"error\"]") @BindingKeys(usage = USAGE)
                List<String> severities) {

    static final String USAGE = "must name at least one severity, such as info, warning or error";
}
