package dev.rabbitpatterns.messaging.subscribe;

import dev.rabbitpatterns.messaging.publish.RoutingKey;
import jakarta.validation.Constraint;
import jakarta.validation.Payload;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The binding keys of a subscriber: at least one, each a legal {@link RoutingKey}, none twice, and
 * no more than {@code messaging.subscribe.max-bindings}.
 */
@Constraint(validatedBy = BindingKeysValidator.class)
@Target({ElementType.FIELD, ElementType.PARAMETER})
@Retention(RetentionPolicy.RUNTIME)
public @interface BindingKeys {

    /** The error message if there are none, which says how to name one. */
    String usage();

    /** How many {@code #} wildcards a pattern may have; each multiplies the broker's work. */
    int mostHashes() default Integer.MAX_VALUE;

    String message() default "are not legal";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};
}
