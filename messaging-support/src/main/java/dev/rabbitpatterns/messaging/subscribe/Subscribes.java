package dev.rabbitpatterns.messaging.subscribe;

import dev.rabbitpatterns.messaging.docs.Problem;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.http.HttpStatus;

/** Documents an operation that adds a subscriber. */
@Problem(
        status = HttpStatus.TOO_MANY_REQUESTS,
        type = "too-many-subscribers",
        when = "There are as many subscribers as are allowed. Remove one, or close a stream.")
@Problem(
        status = HttpStatus.SERVICE_UNAVAILABLE,
        type = "broker-unavailable",
        when = "The broker did not bind a queue, so there is no subscriber. Try again.")
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
public @interface Subscribes {}
