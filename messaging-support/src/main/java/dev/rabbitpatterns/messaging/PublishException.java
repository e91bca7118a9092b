package dev.rabbitpatterns.messaging;

import org.jspecify.annotations.Nullable;

/** Says that a publish was not confirmed, and by its kind, what is known of the message. */
public abstract sealed class PublishException extends RuntimeException {

    private PublishException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** The broker does not have the message; sending it again later is safe. */
    public static final class Refused extends PublishException {

        private final boolean byItsQueue;

        Refused(String message, @Nullable Throwable cause) {
            super(message, cause);
            this.byItsQueue = false;
        }

        private Refused(String message) {
            super(message, null);
            this.byItsQueue = true;
        }

        /** The broker was there, and its one queue did not take it. */
        static Refused byItsQueue() {
            return new Refused(
                    "The broker did not take the message: the queue is full or unavailable");
        }

        boolean isByItsQueue() {
            return byItsQueue;
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
