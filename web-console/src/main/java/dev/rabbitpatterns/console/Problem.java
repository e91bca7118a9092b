package dev.rabbitpatterns.console;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/** Why the console itself does not serve a request, as an RFC 9457 problem that says what to do. */
final class Problem extends ErrorResponseException {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    private Problem(HttpStatus status, String type, String detail) {
        super(status, ProblemDetail.forStatusAndDetail(status, detail), null);
        setType(URI.create("urn:problem-type:" + type));
    }

    static Problem unknownService(String name, List<String> services) {
        return new Problem(
                HttpStatus.NOT_FOUND,
                "unknown-service",
                "There is no service '%s'; there are: %s."
                        .formatted(name, String.join(", ", services)));
    }

    static Problem unknownPath() {
        return new Problem(
                HttpStatus.NOT_FOUND,
                "unknown-path",
                "The console forwards what its page needs. Ask the service itself for anything else.");
    }

    static Problem foreignHost() {
        return new Problem(
                HttpStatus.MISDIRECTED_REQUEST,
                "foreign-host",
                "The console is not known by this name. Call it as localhost, or add the name to console.allowed-hosts.");
    }

    static Problem foreignOrigin() {
        return new Problem(
                HttpStatus.FORBIDDEN,
                "foreign-origin",
                "Another site's page may not use the console. Do it on the console's own page.");
    }

    static Problem tooLong(long most) {
        return new Problem(
                HttpStatus.CONTENT_TOO_LARGE,
                "too-long",
                "The request is longer than the %d bytes that are forwarded. Send less."
                        .formatted(most));
    }

    static Problem tooBusy() {
        return later(
                HttpStatus.SERVICE_UNAVAILABLE,
                "too-busy",
                "The requests that are under way carry as much as the console holds at once. Nothing was sent; try again later.");
    }

    static Problem tooSlow() {
        return new Problem(
                HttpStatus.REQUEST_TIMEOUT,
                "too-slow",
                "The request took too long to arrive. Nothing was sent.");
    }

    static Problem malformed() {
        return new Problem(
                HttpStatus.BAD_REQUEST,
                "invalid-request",
                "What follows the question mark is not encoded as an address has to be.");
    }

    static Problem tooManyStreams(int most) {
        return later(
                HttpStatus.SERVICE_UNAVAILABLE,
                "too-many-streams",
                "%d answers are under way, which is the most. Close a page, or try again later."
                        .formatted(most));
    }

    static Problem serviceDown(String name) {
        return later(
                HttpStatus.SERVICE_UNAVAILABLE,
                "service-down",
                "%s does not answer. Nothing was done; try again when it is back.".formatted(name));
    }

    static Problem answerLost(String name) {
        return new Problem(
                HttpStatus.BAD_GATEWAY,
                "answer-lost",
                "%s took the request and was gone before it answered, so it may or may not have done it. Repeat a publish with the same Idempotency-Key."
                        .formatted(name));
    }

    static Problem noAnswer(String name) {
        return new Problem(
                HttpStatus.GATEWAY_TIMEOUT,
                "no-answer",
                "%s did not answer in time, so it may or may not have done it. Repeat a publish with the same Idempotency-Key."
                        .formatted(name));
    }

    private static Problem later(HttpStatus status, String type, String detail) {
        Problem problem = new Problem(status, type, detail);
        problem.getHeaders().set(HttpHeaders.RETRY_AFTER, Long.toString(RETRY_AFTER.toSeconds()));
        return problem;
    }
}
