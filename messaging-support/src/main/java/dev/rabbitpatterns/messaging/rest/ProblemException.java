package dev.rabbitpatterns.messaging.rest;

import java.net.URI;
import java.util.List;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/** Ends a request with a problem of a stable type. */
public final class ProblemException extends ErrorResponseException {

    public ProblemException(HttpStatus status, String type, String detail) {
        super(status, problem(status, type, detail), null);
    }

    private ProblemException(List<Map<String, String>> errors) {
        super(HttpStatus.BAD_REQUEST, invalidRequest(errors), null);
    }

    /** A request with one error, at this JSON pointer. */
    public static ProblemException invalid(String pointer, String detail) {
        return invalid(List.of(Map.of("pointer", pointer, "detail", detail)));
    }

    /** A request with one error, in the parameter of this name. */
    public static ProblemException invalidParameter(String name, String detail) {
        return invalid(List.of(Map.of("parameter", name, "detail", detail)));
    }

    /** A request with these errors, each with its place and a detail. */
    public static ProblemException invalid(List<Map<String, String>> errors) {
        return new ProblemException(errors);
    }

    /** A text or a request that exceeds its bound; nothing of it was published. */
    public static ProblemException tooLong(long size, long max) {
        return new ProblemException(
                HttpStatus.CONTENT_TOO_LARGE,
                "too-long",
                "%d bytes are more than the %d that are allowed. Send less.".formatted(size, max));
    }

    /** The same problem, with the JSON pointer to what has it. */
    public ProblemException at(String pointer) {
        getBody().setProperty("pointer", pointer);
        return this;
    }

    /** The same problem, with the number of the line that has it. */
    ProblemException onLine(long number) {
        getBody().setProperty("line", number);
        return this;
    }

    /** The body of a problem, for an exception that is its own {@code ErrorResponse}. */
    public static ProblemDetail problem(HttpStatusCode status, String type, String detail) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
        problem.setType(type(type));
        return problem;
    }

    static ProblemDetail invalidRequest(List<Map<String, String>> errors) {
        ProblemDetail problem =
                problem(
                        HttpStatus.BAD_REQUEST,
                        "invalid-request",
                        "Correct what 'errors' lists, and send the request again.");
        problem.setProperty("errors", errors);
        return problem;
    }

    static URI type(String name) {
        return URI.create("urn:problem-type:" + name);
    }
}
