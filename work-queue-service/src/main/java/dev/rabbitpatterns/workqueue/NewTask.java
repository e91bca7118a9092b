package dev.rabbitpatterns.workqueue;

import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import org.jspecify.annotations.Nullable;

/**
 * A task to be done.
 *
 * @param text what to do; each dot is a second of work
 * @param failures how many of the first attempts fail on purpose, to show what a failure does; none
 *     by default
 */
record NewTask(
        @Schema(example = "Write a report...") @NotBlank String text,
        @Schema(example = "1") @Min(0) @Max(100) @Nullable Integer failures) {

    int dots() {
        return dotsIn(text);
    }

    static int dotsIn(String text) {
        return (int) text.chars().filter(character -> character == '.').count();
    }
}
