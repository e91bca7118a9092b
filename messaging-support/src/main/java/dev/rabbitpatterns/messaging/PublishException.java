package dev.rabbitpatterns.messaging;

import org.jspecify.annotations.Nullable;

/** Says that a publish was not confirmed, and by its kind, what is known of the message. */
public abstract sealed class PublishException extends RuntimeException {

    private PublishException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** The broker does not have the message; sending it again later is safe. */
    public static final class Refused extends PublishException {
        Refused(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** The broker had no queue to put the message in and has dropped it. */
    public static final class NoQueue extends PublishException {
        NoQueue(String queue) {
            super("Queue '" + queue + "' does not exist", null);
        }
    }

    /** The broker may or may not have the message; sending it again under the same id is safe. */
    public static final class OutcomeUnknown extends PublishException {
        OutcomeUnknown(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }
}
