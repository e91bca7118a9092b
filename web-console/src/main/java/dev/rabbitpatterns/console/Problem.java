package dev.rabbitpatterns.console;

import dev.rabbitpatterns.messaging.rest.ProblemException;
import java.util.List;
import org.springframework.http.HttpStatus;

/** Why the console itself does not serve a request. */
final class Problem {

    private Problem() {}

    static ProblemException unknownService(String name, List<String> services) {
        return new ProblemException(
                HttpStatus.NOT_FOUND,
                "unknown-service",
                "There is no service '%s'. The services are: %s."
                        .formatted(name, String.join(", ", services)));
    }

    static ProblemException unknownPath() {
        return new ProblemException(
                HttpStatus.NOT_FOUND,
                "unknown-path",
                "The console forwards only what its page needs. Call the service itself for anything else.");
    }

    static ProblemException malformed() {
        return new ProblemException(
                HttpStatus.BAD_REQUEST,
                "invalid-request",
                "The query string is not properly encoded.");
    }

    static ProblemException tooManyStreams(int max) {
        return new ProblemException(
                HttpStatus.SERVICE_UNAVAILABLE,
                "too-many-streams",
                "%d answers are in flight, which is the maximum. Close a page, or try again later."
                        .formatted(max));
    }

    static ProblemException serviceDown(String name) {
        return new ProblemException(
                HttpStatus.SERVICE_UNAVAILABLE,
                "service-down",
                "%s does not answer. Nothing was done; try again when it is back.".formatted(name));
    }

    static ProblemException answerLost(String name) {
        return new ProblemException(
                HttpStatus.BAD_GATEWAY,
                "answer-lost",
                "%s was lost before it answered, so it may or may not have acted. Repeat a publish with the same Idempotency-Key."
                        .formatted(name));
    }

    static ProblemException noAnswer(String name) {
        return new ProblemException(
                HttpStatus.GATEWAY_TIMEOUT,
                "no-answer",
                "%s did not answer in time, so it may or may not have acted. Repeat a publish with the same Idempotency-Key."
                        .formatted(name));
    }
}
