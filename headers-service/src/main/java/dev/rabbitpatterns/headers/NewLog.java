package dev.rabbitpatterns.headers;

import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.NotBlank;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A message to be published.
 *
 * @param text the body
 * @param headers what subscribers match; none by default
 */
record NewLog(
        @Schema(example = "The report is ready") @NotBlank String text, @Nullable Headers headers) {

    Headers headersOrNone() {
        return Objects.requireNonNullElse(headers, Headers.NONE);
    }
}
