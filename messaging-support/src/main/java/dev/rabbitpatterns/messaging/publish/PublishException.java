package dev.rabbitpatterns.messaging.publish;

import dev.rabbitpatterns.messaging.rest.IdempotencyKey;
import dev.rabbitpatterns.messaging.rest.ProblemException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponse;

/** A publish was not confirmed. The subclass says what is known about the message. */
public abstract sealed class PublishException extends RuntimeException implements ErrorResponse {

    private final HttpStatus status;
    private final ProblemDetail body;

    private PublishException(
            HttpStatus status,
            String type,
            String message,
            String advice,
            @Nullable Throwable cause) {
        super(message, cause);
        this.status = status;
        this.body = ProblemException.problem(status, type, message + advice);
    }

    @Override
    public HttpStatusCode getStatusCode() {
        return status;
    }

    @Override
    public ProblemDetail getBody() {
        return body;
    }

    /** The broker does not have the message; sending it again later is safe. */
    public static final class Refused extends PublishException {

        private final boolean byQueue;

        Refused(String message, @Nullable Throwable cause) {
            this(message, cause, false);
        }

        private Refused(String message, @Nullable Throwable cause, boolean byQueue) {
            super(
                    HttpStatus.SERVICE_UNAVAILABLE,
                    "broker-unavailable",
                    message,
                    ". The message was not sent; send it again later.",
                    cause);
            this.byQueue = byQueue;
        }

        /** An alarm: the broker has run low, and blocks the connection. */
        static Refused blocked() {
            return new Refused(
                    "The broker has run low on memory or disk and takes no messages", null);
        }

        /** The broker was reachable, but the only queue for the message rejected it. */
        static Refused byQueue() {
            return new Refused(
                    "The broker did not take the message: the queue is full or unavailable",
                    null,
                    true);
        }

        /** Whether a queue rejected the message, as opposed to the broker being unavailable. */
        public boolean isByQueue() {
            return byQueue;
        }
    }

    /** No queue exists for the message, so the broker dropped it. */
    public static final class NoQueue extends PublishException {
        NoQueue(String queue) {
            super(
                    HttpStatus.SERVICE_UNAVAILABLE,
                    "no-queue",
                    "Queue '" + queue + "' does not exist",
                    ", so the message was dropped. A running consumer declares it; start one and send again.",
                    null);
        }
    }

    /** The broker may or may not have the message; sending it again under the same id is safe. */
    public static final class OutcomeUnknown extends PublishException {
        OutcomeUnknown(String message, @Nullable Throwable cause) {
            super(
                    HttpStatus.GATEWAY_TIMEOUT,
                    "outcome-unknown",
                    message,
                    ", so it may or may not have the message. Send it again with the same "
                            + IdempotencyKey.HEADER
                            + " header: a duplicate has no second effect.",
                    cause);
        }
    }
}
