package dev.rabbitpatterns.headers;

import jakarta.validation.constraints.NotBlank;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What to send.
 *
 * @param text the message's body, as it is
 * @param headers by which subscribers choose it; none if nothing is said
 */
record NewLog(@NotBlank String text, @LegalHeaders @Nullable Headers headers) {

    Headers headersOrNone() {
        return Objects.requireNonNullElse(headers, Headers.NONE);
    }
}
