package dev.rabbitpatterns.order;

import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;

/**
 * An order to be placed.
 *
 * @param customer who orders
 * @param items what is ordered; one that begins with {@code out of stock} cannot be shipped, to
 *     show what a failure does
 */
record NewOrder(
        @Schema(example = "Ada")
                @NotBlank
                @Size(max = 100)
                @Pattern(regexp = NewOrder.TEXT, message = NewOrder.FAULT)
                String customer,
        @Schema(example = "[\"a book\", \"a lamp\"]") @NotEmpty @Size(max = 20)
                List<
                                @NotBlank @Size(max = 100)
                                @Pattern(regexp = NewOrder.TEXT, message = NewOrder.FAULT) String>
                        items) {

    /** A database has no text with a zero, and UTF-8 none with half a surrogate pair. */
    static final String TEXT = "[^\\p{Cntrl}\\p{Cs}]*";

    static final String FAULT = "must have no control characters";
}
