package dev.rabbitpatterns.routing;

import dev.rabbitpatterns.messaging.publish.RoutingKey;
import io.swagger.v3.oas.annotations.media.Schema;
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
record NewLog(
        @Schema(example = "The disk is full") @NotBlank String text,
        @Schema(example = "warning") @RoutingKey @Nullable String severity) {

    String severityOrDefault() {
        return Objects.requireNonNullElse(severity, RoutingTopology.DEFAULT_SEVERITY);
    }
}
