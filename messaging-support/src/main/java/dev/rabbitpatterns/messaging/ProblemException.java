package dev.rabbitpatterns.messaging;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/** Answers a request with a problem: a stable type, and a detail that says what to do. */
public final class ProblemException extends ErrorResponseException {

    public ProblemException(HttpStatus status, String type, String detail) {
        super(status, ProblemDetail.forStatusAndDetail(status, detail), null);
        setType(type(type));
    }

    /** A request with one fault, at this JSON pointer. */
    public static ProblemException invalid(String pointer, String detail) {
        return invalid(Map.of("pointer", pointer, "detail", detail));
    }

    /** A request with one fault, in the parameter of this name. */
    public static ProblemException invalidParameter(String name, String detail) {
        return invalid(Map.of("parameter", name, "detail", detail));
    }

    /** A request with these faults, each with its pointer. */
    public static ProblemException invalid(List<Map<String, String>> faults) {
        return new ProblemException(
                        HttpStatus.BAD_REQUEST,
                        "invalid-request",
                        "Correct what 'errors' lists, and send it again.")
                .with("errors", faults);
    }

    private static ProblemException invalid(Map<String, String> fault) {
        return invalid(List.of(fault));
    }

    /** What the caller of a publish has to know, and can do. */
    public static ProblemException of(PublishException failure) {
        return switch (failure) {
            case PublishException.Refused refused ->
                    new ProblemException(
                            HttpStatus.SERVICE_UNAVAILABLE,
                            "broker-unavailable",
                            refused.getMessage()
                                    + ". The message was not sent; send it again later.");
            case PublishException.NoQueue noQueue ->
                    new ProblemException(
                            HttpStatus.SERVICE_UNAVAILABLE,
                            "no-queue",
                            noQueue.getMessage()
                                    + ", so the message was dropped. A running consumer declares it; start one and send again.");
            case PublishException.OutcomeUnknown unknown ->
                    new ProblemException(
                            HttpStatus.GATEWAY_TIMEOUT,
                            "outcome-unknown",
                            unknown.getMessage()
                                    + ", so it may or may not have the message. Send it again with the same "
                                    + IdempotencyKey.HEADER
                                    + " header: a duplicate has no second effect.");
        };
    }

    /** Says when to try again. */
    public ProblemException retryAfter(Duration wait) {
        getHeaders().set(HttpHeaders.RETRY_AFTER, Long.toString(wait.toSeconds()));
        return this;
    }

    /** Adds a property to the answer. */
    public ProblemException with(String name, Object value) {
        getBody().setProperty(name, value);
        return this;
    }

    static URI type(String name) {
        return URI.create("urn:problem-type:" + name);
    }
}
