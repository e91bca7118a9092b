package dev.rabbitpatterns.messaging.tracing;

import dev.rabbitpatterns.messaging.Excerpt;

/** What an exception says, and nothing that it refers to. */
final class ErrorText extends RuntimeException {

    private static final int LENGTH = 200;

    ErrorText(Throwable error) {
        super(Excerpt.to(LENGTH, error.toString()), null, false, false);
    }
}
