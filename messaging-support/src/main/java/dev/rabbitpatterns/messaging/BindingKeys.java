package dev.rabbitpatterns.messaging;

import jakarta.validation.Constraint;
import jakarta.validation.Payload;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The keys by which a subscriber chooses what it gets: at least one, each as legal as a {@link
 * RoutingKey}, none twice, and no more than {@code messaging.subscribers.max-bindings}.
 */
@Constraint(validatedBy = BindingKeysValidator.class)
@Target({ElementType.FIELD, ElementType.PARAMETER})
@Retention(RetentionPolicy.RUNTIME)
public @interface BindingKeys {

    /** What is said when there is none: how to name one. */
    String usage();

    /** How many {@code #} words a pattern may have: each multiplies the broker's work. */
    int mostHashes() default Integer.MAX_VALUE;

    String message() default "are not legal";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};
}
