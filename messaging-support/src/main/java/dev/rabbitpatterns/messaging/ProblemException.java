package dev.rabbitpatterns.messaging;

import java.net.URI;
import java.util.List;
import java.util.Map;
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
        ProblemException problem =
                new ProblemException(
                        HttpStatus.BAD_REQUEST,
                        "invalid-request",
                        "Correct what 'errors' lists, and send it again.");
        return problem.with("errors", List.of(Map.of("pointer", pointer, "detail", detail)));
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
