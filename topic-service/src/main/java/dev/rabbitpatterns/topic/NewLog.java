package dev.rabbitpatterns.topic;

import dev.rabbitpatterns.messaging.publish.RoutingKey;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.NotBlank;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A message to be published.
 *
 * @param text the body
 * @param routingKey words separated by dots, such as {@code kern.critical}; by default {@code
 *     anonymous.info}
 */
record NewLog(
        @Schema(example = "The disk is full") @NotBlank String text,
        @Schema(example = "kern.critical") @RoutingKey @Nullable String routingKey) {

    String routingKeyOrDefault() {
        return Objects.requireNonNullElse(routingKey, TopicTopology.DEFAULT_ROUTING_KEY);
    }
}
