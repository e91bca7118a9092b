package dev.rabbitpatterns.messaging.rest;

import io.swagger.v3.oas.annotations.Parameter;
import jakarta.validation.Constraint;
import jakarta.validation.Payload;
import jakarta.validation.ReportAsSingleViolation;
import jakarta.validation.constraints.Pattern;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A request's {@code Idempotency-Key}. It becomes the message-id, so a repeated request has one
 * effect.
 */
@Parameter(
        description =
                "Becomes the message-id, so that a request can be repeated without a second effect",
        example = "order-4711")
@Pattern(regexp = IdempotencyKey.LEGAL)
@ReportAsSingleViolation
@Constraint(validatedBy = {})
@Target(ElementType.PARAMETER)
@Retention(RetentionPolicy.RUNTIME)
public @interface IdempotencyKey {

    /** The header's name. */
    String HEADER = "Idempotency-Key";

    /** What a legal key looks like. */
    String LEGAL = "[\\x21-\\x7e]{1,128}";

    String message() default "must be 1 to 128 printable ASCII characters without spaces";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};
}
