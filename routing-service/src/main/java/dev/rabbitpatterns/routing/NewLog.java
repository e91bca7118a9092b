package dev.rabbitpatterns.routing;

import dev.rabbitpatterns.messaging.publish.RoutingKey;
import jakarta.validation.constraints.NotBlank;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A message to be published.
 *
 * @param text the body
 * @param severity the routing key: {@code info} (the default), {@code warning}, {@code error} or
 *     any other key
 */
record NewLog(@NotBlank String text, @RoutingKey @Nullable String severity) {

    String severityOrDefault() {
        return Objects.requireNonNullElse(severity, RoutingTopology.DEFAULT_SEVERITY);
    }
}
