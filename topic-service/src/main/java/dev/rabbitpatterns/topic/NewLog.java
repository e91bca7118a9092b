package dev.rabbitpatterns.topic;

import dev.rabbitpatterns.messaging.publish.RoutingKey;
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
record NewLog(@NotBlank String text, @RoutingKey @Nullable String routingKey) {

    String routingKeyOrDefault() {
        return Objects.requireNonNullElse(routingKey, TopicTopology.DEFAULT_ROUTING_KEY);
    }
}
