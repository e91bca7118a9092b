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

    private static ProblemException invalid(Map<String, String> fault) {
        return new ProblemException(
                        HttpStatus.BAD_REQUEST,
                        "invalid-request",
                        "Correct what 'errors' lists, and send it again.")
                .with("errors", List.of(fault));
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
