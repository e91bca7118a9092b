package dev.rabbitpatterns.headers;

import jakarta.validation.Constraint;
import jakarta.validation.Payload;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Headers that mean the same to every program: texts, numbers of 64 bits and truth values, under
 * names that mean nothing to the broker or to a framework.
 */
@Constraint(validatedBy = LegalHeadersValidator.class)
@Target({ElementType.FIELD, ElementType.PARAMETER})
@Retention(RetentionPolicy.RUNTIME)
@interface LegalHeaders {

    /** What is said when there are none; empty where that is legal. */
    String usage() default "";

    String message() default "are not legal";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};
}
