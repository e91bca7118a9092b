package dev.rabbitpatterns.messaging.docs;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.http.HttpStatus;

/** A problem with which an operation can answer, besides those that follow from what it does. */
@Target({ElementType.METHOD, ElementType.TYPE, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Repeatable(Problem.Several.class)
public @interface Problem {

    /** The status of the answer. */
    HttpStatus status();

    /** The last part of the problem's type. */
    String type();

    /** When it occurs, as a sentence. */
    String when();

    /** More than one of them. */
    @Target({ElementType.METHOD, ElementType.TYPE, ElementType.ANNOTATION_TYPE})
    @Retention(RetentionPolicy.RUNTIME)
    @interface Several {

        /** The problems. */
        Problem[] value();
    }
}
