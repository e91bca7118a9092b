package dev.rabbitpatterns.headers;

import jakarta.validation.constraints.NotBlank;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A message to be published.
 *
 * @param text the body
 * @param headers what subscribers match; none by default
 */
record NewLog(@NotBlank String text, @Nullable Headers headers) {

    Headers headersOrNone() {
        return Objects.requireNonNullElse(headers, Headers.NONE);
    }
}
