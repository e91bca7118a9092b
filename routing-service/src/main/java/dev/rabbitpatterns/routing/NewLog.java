package dev.rabbitpatterns.routing;

import dev.rabbitpatterns.messaging.RoutingKey;
import jakarta.validation.constraints.NotBlank;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What to send.
 *
 * @param text the message's body, as it is
 * @param severity the routing key: {@code info}, which it is if nothing is said, {@code warning},
 *     {@code error} or any other
 */
record NewLog(@NotBlank String text, @RoutingKey @Nullable String severity) {

    String severityOrDefault() {
        return Objects.requireNonNullElse(severity, RoutingTopology.DEFAULT_SEVERITY);
    }
}
