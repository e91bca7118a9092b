package dev.rabbitpatterns.rpc;

import dev.rabbitpatterns.messaging.ProblemException;
import java.time.Duration;
import org.springframework.http.HttpStatus;

/** Every way in which a call can fail, told apart. */
enum CallProblem {
    TOO_MANY_CALLS(
            HttpStatus.TOO_MANY_REQUESTS,
            "As many calls wait for their answers as may. Try again later."),
    NO_SERVER(
            HttpStatus.SERVICE_UNAVAILABLE,
            "No server listens to '" + RpcTopology.QUEUE + "'. Start one, and try again."),
    BROKER_UNAVAILABLE(HttpStatus.SERVICE_UNAVAILABLE, "%s. Try again later."),
    NO_ANSWER(
            HttpStatus.GATEWAY_TIMEOUT,
            "No answer came within %s ms. Try again, or wait longer with 'timeout'."),
    REFUSED(HttpStatus.UNPROCESSABLE_CONTENT, "The server refused: %s."),
    BAD_ANSWER(
            HttpStatus.BAD_GATEWAY,
            "What answered is not a Fibonacci server: its answer is not a number."),
    NO_CLIENT(
            HttpStatus.NOT_FOUND,
            "This instance only answers calls (rpc.client.enabled is false). Ask another one.");

    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    private final HttpStatus status;
    private final String detail;

    CallProblem(HttpStatus status, String detail) {
        this.status = status;
        this.detail = detail;
    }

    ProblemException exception(Object... more) {
        String type = name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        ProblemException problem = new ProblemException(status, type, detail.formatted(more));
        return status == HttpStatus.SERVICE_UNAVAILABLE || status == HttpStatus.TOO_MANY_REQUESTS
                ? problem.retryAfter(RETRY_AFTER)
                : problem;
    }
}
