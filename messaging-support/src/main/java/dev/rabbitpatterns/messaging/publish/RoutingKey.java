package dev.rabbitpatterns.messaging.publish;

import jakarta.validation.Constraint;
import jakarta.validation.Payload;
import jakarta.validation.ReportAsSingleViolation;
import jakarta.validation.constraints.Pattern;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A routing key that any program can bind to. AMQP accepts any 255 bytes, but a space or an
 * accented letter in a key is usually a mistake.
 */
@Pattern(regexp = RoutingKey.LEGAL)
@ReportAsSingleViolation
@Constraint(validatedBy = {})
@Target({ElementType.FIELD, ElementType.PARAMETER})
@Retention(RetentionPolicy.RUNTIME)
public @interface RoutingKey {

    /** What a legal key looks like. */
    String LEGAL = "[\\x21-\\x7e]{1,255}";

    String message() default "must be 1 to 255 printable ASCII characters without spaces";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};
}
