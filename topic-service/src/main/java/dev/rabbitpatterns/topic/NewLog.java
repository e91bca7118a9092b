package dev.rabbitpatterns.topic;

import dev.rabbitpatterns.messaging.RoutingKey;
import jakarta.validation.constraints.NotBlank;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What to send.
 *
 * @param text the message's body, as it is
 * @param routingKey words with dots between them, such as {@code kern.critical}; {@code
 *     anonymous.info} if nothing is said
 */
record NewLog(@NotBlank String text, @RoutingKey @Nullable String routingKey) {

    String routingKeyOrDefault() {
        return Objects.requireNonNullElse(routingKey, TopicTopology.DEFAULT_ROUTING_KEY);
    }
}
